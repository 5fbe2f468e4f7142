import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from northing.benefits.actions import Promise, add_benefit
from northing.benefits.ledger import cash_of
from northing.benefits.models import Benefit
from northing.kernel.errors import NotAllowed
from northing.kernel.models import Event
from northing.register.models import Component
from northing.strategy.models import Measure

SENT = {
    "measure": "M1.1", "amount": "−4.5", "low": "-3", "high": "-6", "start_date": "2028-04-01", "ramp_months": "6",
    "confidence": "70 %", "owner": "priya-raman", "cashable": "1.4m", "claim": "pumping", "name": "", "source": "Case",
}  # fmt: skip


@pytest.fixture
def lead(person, client):
    client.force_login(person("aisha-khan"))
    return client


def project(number):
    return Component.objects.get(key=f"PRJ-{number:03d}")


def test_a_benefit_is_promised_once_and_undone(tarnwell, lead):
    url = "/projects/PRJ-002/benefits/new"
    first = lead.post(url, SENT | {"idempotency_key": "one"})
    lead.post(url, SENT | {"idempotency_key": "one"})

    row = Benefit.objects.get(component=project(2), measure__key="M1.1", source="Case")
    assert first["Location"] == "/projects/PRJ-002/edit#benefits"
    assert (row.amount, row.low, row.high, row.confidence, row.ramp_months) == (-4.5, -3.0, -6.0, 0.7, 6)
    assert (row.cashable, row.owner.key, row.claim) == (140_000_000, "priya-raman", "pumping")

    lead.post(f"/undo/{Event.objects.order_by('-sequence').first().batch}/")
    assert not Benefit.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"amount": ""}, "Say how much of the measure it changes"),
        ({"amount": "0"}, "Say how much of the measure it changes"),
        ({"amount": "many"}, "Write a number"),
        ({"low": "-5"}, "lies between the two ends"),
        ({"measure": "M9"}, "Choose a measure of the plan."),
        ({"confidence": "120"}, "from 0 to 100"),
        ({"ramp_months": "999"}, "from 0 to 240"),
        ({"cashable": "-1m"}, "A saving cannot be less than nothing"),
        ({"owner": "nobody-known"}, "Choose a person"),
    ],
)
def test_what_cannot_be_kept_is_asked_again_and_stays_typed(tarnwell, lead, changed, sentence):
    answer = lead.post("/projects/PRJ-002/benefits/new", SENT | changed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="pumping"' in page


def test_a_promise_is_changed_and_the_second_writer_sees_both(tarnwell, lead):
    row = Benefit.objects.filter(component=project(25)).first()
    url = f"/projects/PRJ-025/benefits/{row.pk}"
    typed = lead.get(url).context["typed"] | {"version": row.version}

    assert lead.post(url, typed | {"amount": "-5"}).status_code == 302
    answer = lead.post(url, typed | {"amount": "-4.8"})

    assert answer.status_code == 409
    assert [(c["field"], c["mine"], c["theirs"]) for c in answer.context["conflicts"]] == [("Amount", "-4.8", "-5")]
    assert lead.post(url, answer.context["retry_fields"]).status_code == 302
    row.refresh_from_db()
    assert row.amount == -4.8


def test_a_form_sent_back_untouched_changes_nothing(tarnwell, lead):
    row = Benefit.objects.filter(component=project(25)).first()
    url = f"/projects/PRJ-025/benefits/{row.pk}"
    before = Event.objects.count()

    lead.post(url, lead.get(url).context["typed"] | {"version": row.version})

    assert Event.objects.count() == before


def test_a_promise_is_taken_back(tarnwell, lead):
    row = Benefit.objects.filter(component=project(25)).first()

    lead.post(f"/projects/PRJ-025/benefits/{row.pk}/remove")

    assert not Benefit.objects.filter(pk=row.pk).exists()


def test_a_benefit_of_another_project_is_not_there(tarnwell, lead):
    row = Benefit.objects.filter(component=project(25)).first()

    assert lead.get(f"/projects/PRJ-026/benefits/{row.pk}").status_code == 404


def test_a_viewer_reads_but_cannot_promise_and_an_outsider_finds_nothing(tarnwell, person, viewer, outsider, client):
    client.force_login(viewer)
    assert client.get("/benefits").status_code == 200
    assert client.get("/projects/PRJ-025/benefits/new").status_code == 403
    with pytest.raises(NotAllowed):
        add_benefit(actor=viewer, component=project(25), promise=Promise(Measure.objects.get(key="M3.2"), -1.0))

    client.force_login(outsider)
    for path in ("/benefits", "/benefits.csv", "/projects/PRJ-025/benefits/new"):
        assert client.get(path).status_code == 404


def test_a_hidden_project_is_in_no_row_sum_or_export(tarnwell, person, client):
    Component.objects.filter(key="PRJ-024").update(confidential=True, manager=None, sponsor=None)
    client.force_login(person("elin-vaughan"))

    page = client.get("/benefits")

    assert "Procurement" not in page.content.decode()
    assert "PRJ-024" not in client.get("/benefits.csv").content.decode()
    assert len(page.context["rows"]) == Benefit.objects.exclude(component__key="PRJ-024").count()


def test_one_saving_claimed_twice_is_counted_once(tarnwell, lead):
    page = lead.get("/benefits")
    rows = page.context["rows"]
    cash = cash_of(rows)

    assert cash.claimed == sum(row.cashable or 0 for row in rows)
    assert cash.claimed - cash.once == 140_000_000
    assert "is claimed by more than one project" in page.content.decode()


def test_the_ledger_is_narrowed_and_sorted_by_its_address(tarnwell, lead):
    rows = lead.get("/benefits", {"measure": "M3.2", "sort": "-confidence"}).context["rows"]
    cash = lead.get("/benefits", {"show": "cashable", "unit": "customer"}).context["rows"]

    assert {row.measure.key for row in rows} == {"M3.2"}
    assert [row.confidence for row in rows] == sorted((row.confidence for row in rows), reverse=True)
    assert {row.component.key for row in cash} == {"PRJ-026", "PRJ-027"}
    assert "No benefit fits" in lead.get("/benefits", {"q": "zzzz"}).content.decode()


def test_the_exports_hold_the_rows_of_the_page(tarnwell, lead):
    text = lead.get("/benefits.csv", {"measure": "M3.2"}).content.decode("utf-8-sig")
    data = lead.get("/benefits.json").json()["rows"]

    table = list(csv.DictReader(io.StringIO(text)))
    assert {row["project"] for row in table} == {"PRJ-025", "PRJ-026", "PRJ-027"}
    assert len(data) == Benefit.objects.count()
    assert lead.get("/benefits.xlsx").content[:2] == b"PK"


def test_an_empty_ledger_says_what_it_will_answer(tarnwell, lead):
    Benefit.objects.all().delete()

    assert "The ledger will list what every project promises" in lead.get("/benefits").content.decode()


def test_the_ledger_asks_the_database_a_constant_number_of_times(tarnwell, lead):
    with CaptureQueriesContext(connection) as few:
        lead.get("/benefits")
    for _ in range(5):
        Benefit.objects.create(component=project(1), measure=Measure.objects.get(key="M1.1"), amount=-1)
    with CaptureQueriesContext(connection) as more:
        lead.get("/benefits")

    assert len(few) == len(more) <= 25


def test_the_edit_page_of_a_project_lists_what_it_promises(tarnwell, lead):
    page = lead.get("/projects/PRJ-025/edit").content.decode()

    assert "Complaints" in page
    assert "/projects/PRJ-025/benefits/new" in page
