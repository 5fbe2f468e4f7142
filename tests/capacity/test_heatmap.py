import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from northing.capacity.actions import change_supply
from northing.capacity.load import Cell, headline, heat_of, needs_of
from northing.capacity.models import Role, Supply
from northing.capacity.sources import visible_snapshot
from northing.changes.models import ChangeEvent, ChangeKind
from northing.kernel.errors import Invalid, NotAllowed
from northing.register.models import Component

MARCH = date(2027, 3, 1)


@pytest.fixture
def lead(person, client):
    client.force_login(person("aisha-khan"))
    return client


def engineer(tarnwell):
    return Role.objects.get(organisation=tarnwell, key="design-engineer")


@pytest.mark.parametrize(
    ("demand", "capacity", "percent", "band"),
    [
        (11.0, 10.0, "110 %", "over"), (10.0, 10.0, "100 %", "full"), (8.0, 10.0, "80 %", "busy"),
        (5.0, 10.0, "50 %", "easy"), (0.0, 10.0, "0 %", "idle"), (3.0, None, "–", "unknown"),
        (1.0, 0.0, "none", "over"), (0.0, 0.0, "0 %", "idle"),
    ],
)  # fmt: skip
def test_a_cell_says_its_load_in_a_number_and_a_band(demand, capacity, percent, band):
    cell = Cell("engineer", MARCH, demand, capacity)

    assert (cell.percent, cell.band, cell.is_over) == (percent, band, band == "over")


def test_the_role_that_breaks_first_stands_on_top(tarnwell, person):
    heat = heat_of(visible_snapshot(person("aisha-khan"), tarnwell), months=12)

    assert heat.rows[0].name == "Design engineer"
    assert {cell.month for cell in heat.over} == {MARCH, date(2027, 4, 1), date(2027, 5, 1)}
    assert headline(heat) == "Design engineer breaks at 110 % in Mar 2027, and 2 more cells are over"
    march = next(cell for cell in heat.total if cell.month == MARCH)
    assert march.demand == pytest.approx(sum(row.cells[4].demand for row in heat.rows))


def test_a_cell_opens_who_needs_the_role_and_they_add_up(tarnwell, person):
    snapshot = visible_snapshot(person("aisha-khan"), tarnwell)
    needs = needs_of(snapshot, role="design-engineer", month=MARCH)

    assert needs[0].name == "Tarn North reservoir"
    assert sum(need.fte for need in needs) == 23


def test_the_page_shows_the_cell_that_its_address_names(tarnwell, lead):
    page = lead.get("/capacity", {"months": "24", "role": "design-engineer", "month": "2027-03"})

    assert [need.fte for need in page.context["opened"]["needs"]] == [5, 4, 3, 3, 3, 3, 2]
    assert len(page.context["heat"].months) == 24


@pytest.mark.parametrize("query", [{"role": "x"}, {"role": "design-engineer", "month": "2027-13"}, {"months": "7"}])
def test_an_address_that_names_nothing_opens_nothing(tarnwell, lead, query):
    page = lead.get("/capacity", query)

    assert page.status_code == 200
    assert page.context["opened"] is None


def test_a_hidden_project_is_in_no_load(tarnwell, person):
    Component.objects.filter(key="PRJ-037").update(confidential=True, manager=None, sponsor=None)

    hidden = needs_of(visible_snapshot(person("elin-vaughan"), tarnwell), role="design-engineer", month=MARCH)

    assert sum(need.fte for need in hidden) == 20
    assert "Depot consolidation" not in {need.name for need in hidden}


def test_losing_people_is_a_change_by_itself_and_the_answer_leads_there(tarnwell, lead):
    before = ChangeEvent.objects.count()

    answer = lead.post(
        "/capacity/supply",
        {"role": "design-engineer", "since": "2027-06", "until": "2027-08", "change_fte": "−2", "reason": "Two retire",
         "idempotency_key": "one"},
    )  # fmt: skip

    change = ChangeEvent.objects.order_by("-occurred_at").first()
    assert ChangeEvent.objects.count() == before + 1
    assert (change.kind, change.note) == (ChangeKind.CAPACITY, "Two retire")
    assert answer["Location"] == f"/changes/{change.key}"
    rows = Supply.objects.filter(role=engineer(tarnwell), month__in=[date(2027, m, 1) for m in (5, 6, 7, 8, 9)])
    fte = list(rows.order_by("month").values_list("fte", flat=True))
    assert [fte[1] - fte[4], fte[2] - fte[4], fte[3] - fte[4]] == [-2, -2, -2]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"reason": " "}, "Say in a sentence why"),
        ({"change_fte": ""}, "Say how many come or go"),
        ({"change_fte": "some"}, "Write a number"),
        ({"change_fte": "-900"}, "there are only"),
        ({"until": "2027-01"}, "not before the first"),
        ({"until": ""}, "Choose a month."),
        ({"until": "2035-01"}, "Nobody has said yet how many there are"),
        ({"role": "wizard"}, "Choose a role."),
    ],
)
def test_what_cannot_be_kept_is_asked_again_and_nothing_changes(tarnwell, lead, changed, sentence):
    sent = {"role": "design-engineer", "since": "2027-06", "until": "2027-06", "change_fte": "1", "reason": "Hired"}
    before = list(Supply.objects.order_by("pk").values_list("fte", flat=True))

    answer = lead.post("/capacity/supply", sent | changed)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert list(Supply.objects.order_by("pk").values_list("fte", flat=True)) == before


def test_who_may_not_change_supply_reads_who_may(tarnwell, viewer, outsider, client):
    client.force_login(viewer)
    page = client.get("/capacity").content.decode()
    assert "Resource manager" in page
    assert 'name="change_fte"' not in page
    assert client.post("/capacity/supply", {"role": "x"}).status_code == 403
    with pytest.raises(NotAllowed):
        change_supply(actor=viewer, role=engineer(tarnwell), months=[MARCH], change_fte=1, reason="x")

    client.force_login(outsider)
    for path in ("/capacity", "/capacity.csv"):
        assert client.get(path).status_code == 404


def test_a_month_that_nobody_counted_is_refused_not_dropped(tarnwell, person):
    with pytest.raises(Invalid) as caught:
        change_supply(
            actor=person("aisha-khan"), role=engineer(tarnwell), months=[MARCH, date(2040, 1, 1)], change_fte=1,
            reason="Hired",
        )  # fmt: skip

    assert "January 2040" in caught.value.fields["until"]


def test_the_exports_hold_a_row_for_each_role_and_month(tarnwell, lead):
    table = list(csv.DictReader(io.StringIO(lead.get("/capacity.csv").content.decode("utf-8-sig"))))

    march = next(row for row in table if (row["role"], row["month"]) == ("design-engineer", "2027-03-01"))
    assert (float(march["demand_fte"]), float(march["capacity_fte"])) == (23, 21)
    assert len(table) == 12 * Role.objects.filter(organisation=tarnwell).count()
    assert len(lead.get("/capacity.json?months=24").json()["rows"]) == 2 * len(table)


def test_without_roles_the_page_says_what_it_will_answer(tarnwell, lead):
    Role.objects.all().delete()

    assert "This page will show where you break" in lead.get("/capacity").content.decode()


def test_the_page_asks_the_database_a_constant_number_of_times(tarnwell, lead):
    with CaptureQueriesContext(connection) as few:
        lead.get("/capacity")
    for number in range(5):
        Role.objects.create(organisation=tarnwell, key=f"role-{number}", name=f"Role {number}")
    with CaptureQueriesContext(connection) as more:
        lead.get("/capacity?months=24")

    assert len(few) == len(more) <= 50
