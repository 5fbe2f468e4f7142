import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from northing.alignment.queries import picture_for
from northing.changes.models import Objection, Proposal
from northing.changes.propose import told_conflict
from northing.kernel import clock
from northing.kernel.models import Event
from northing.organisation.models import Unit
from northing.register.models import Component
from northing.stakeholders.page import UnitView
from northing.stakeholders.queries import news_for, open_lines, units_own_first
from northing.stakeholders.reach import subtree


def unit(tarnwell, key):
    return Unit.objects.get(organisation=tarnwell, key=key)


def view_of(user, tarnwell, key):
    return UnitView(unit(tarnwell, key), picture_for(user, tarnwell))


def score(view, measure):
    return next(one for one in view.scores if one.coverage.key == measure)


def with_moves(tarnwell, *keys):
    """The newest proposal, as if a solver had found these moves."""
    proposal = Proposal.objects.filter(change__organisation=tarnwell).first()
    lines = [
        {"project": key, "name": key, "verb": "enter", "words": "enters as on its baseline", "why": ["it covers 558"],
         "marginal": 0.0327, "shift_months": 0, "scale": 1.0, "option": "full"}
        for key in keys
    ]  # fmt: skip
    proposal.result = {"points": [{"moves": len(keys), "value": 1.0, "kept": 1.0, "lines": lines}], "default_point": 0}
    proposal.ready_at = clock.now()
    proposal.save()
    return proposal


def test_a_unit_speaks_for_everything_below_it(tarnwell, person):
    units = picture_for(person("aisha-khan"), tarnwell).snapshot.units

    assert subtree(units, "customer") == {"customer"}
    assert len(subtree(units, "tarnwell")) == 9


def test_contributions_add_up_from_the_level_now_to_the_forecast(tarnwell, person):
    complaints = score(view_of(person("elin-vaughan"), tarnwell, "customer"), "M3.2")

    assert complaints.now == 41
    assert [part.name for part in complaints.parts] == ["Billing migration", "Customer portal", "Contact-centre assist"]
    brought = sum(part.forecast for part in complaints.parts)
    assert complaints.level == pytest.approx(complaints.now + brought)
    assert complaints.coverage.shortfall == pytest.approx(complaints.level - complaints.coverage.target)


def test_the_headline_is_the_number_whose_gap_costs_the_plan_most(tarnwell, person):
    view = view_of(person("marcus-bell"), tarnwell, "environment")

    assert view.title.startswith("Environment: Storm spills 3,900 → forecast 2,800 per year, target 1,850 by ")
    assert view.title.endswith(": 950 short")


def test_a_unit_without_objectives_sees_which_ones_its_projects_serve(tarnwell, person):
    view = view_of(person("sofia-marques"), tarnwell, "capital")

    assert view.objectives == []
    assert [objective.key for objective in view.served] == ["O1.1", "O1.2", "O1.3", "O2.2"]
    assert view.title == "Capital delivery answers for no objective; its projects serve 4 objectives of others"


def test_what_a_unit_gives_is_counted_from_the_plan_of_record(tarnwell, person):
    give = view_of(person("elin-vaughan"), tarnwell, "customer").give

    assert dict(give.roles)["Change manager"] == 12
    assert give.fte_months == sum(fte for _, fte in give.roles)
    assert [one.name for one in give.go_lives] == ["Customer portal", "Contact-centre assist", "Vulnerability register"]
    assert [year for year, _ in give.money] == [2027, 2028]


def test_a_gate_in_another_unit_is_told_with_its_lateness(tarnwell, person):
    gate, *more = view_of(person("elin-vaughan"), tarnwell, "customer").gates

    assert (gate.name, gate.unit_name, gate.waiting_name) == ("Identity platform", "Digital", "Billing migration")
    assert gate.late > 30
    assert more == []


def test_a_late_gate_takes_from_the_number_when_the_target_date_is_near(tarnwell, person):
    billing = Component.objects.get(organisation=tarnwell, key="PRJ-025")
    identity = Component.objects.get(organisation=tarnwell, key="PRJ-031")
    identity.forecast_finish_date = billing.baseline_finish_date.replace(year=billing.baseline_finish_date.year + 2)
    identity.save()

    gate, *_ = view_of(person("elin-vaughan"), tarnwell, "customer").gates

    complaints = next(effect for effect in gate.effects if effect.measure == "M3.2")
    assert complaints.is_worse
    assert complaints.amount > 0


def test_a_slip_elsewhere_is_told_in_the_units_own_number(tarnwell, person):
    leaning = view_of(person("marcus-bell"), tarnwell, "environment").leanings
    reservoir = next(one for one in leaning if one.name == "Tarn North reservoir")

    assert reservoir.unit_name == "Capital delivery"
    assert reservoir.slip > 100
    assert reservoir.effects[0].unit == "Ml/d"
    assert reservoir.effects[0].is_worse


def test_a_confidential_project_is_in_no_figure_of_who_may_not_see_it(tarnwell, person):
    before = score(view_of(person("marcus-bell"), tarnwell, "environment"), "M2.2")
    Component.objects.filter(key="PRJ-014").update(confidential=True)

    hidden = score(view_of(person("marcus-bell"), tarnwell, "environment"), "M2.2")
    seen = score(view_of(person("aisha-khan"), tarnwell, "environment"), "M2.2")

    assert [part.name for part in hidden.parts] == ["CSO monitors", "Sewer digital twin"]
    assert hidden.level > before.level
    assert seen.level == before.level


def test_the_news_says_what_changed_and_why(tarnwell, person):
    news = news_for(person("sofia-marques"), unit(tarnwell, "capital"))

    assert news.is_first_look
    texts = [(line["text"], line["because"]) for notice in news.fresh for line in notice.lines]
    assert any(text.startswith("Capital delivery runs “Storm tank Eller”") for text, _ in texts)
    assert all(because for _, because in texts)


def test_what_was_told_before_the_last_visit_is_no_news(tarnwell, person):
    user = person("sofia-marques")
    user.previous_visit_at = clock.now()

    news = news_for(user, unit(tarnwell, "capital"))

    assert news.fresh == ()
    assert len(news.earlier) == 2


def test_the_own_unit_comes_first_then_the_whole(tarnwell, person):
    assert [u.key for u in units_own_first(person("elin-vaughan"), tarnwell)][:3] == ["customer", "tarnwell", "capital"]


def test_a_unit_sees_the_open_moves_that_touch_it(tarnwell, person):
    with_moves(tarnwell, "PRJ-015", "PRJ-021")
    user = person("marcus-bell")
    view = view_of(user, tarnwell, "environment")

    lines = open_lines(user, view.unit, view.touching)

    assert [one.line.component.name for one in lines] == ["Storm tank Wick"]


def test_the_head_objects_with_a_reason_that_is_kept(tarnwell, person, client):
    proposal = with_moves(tarnwell, "PRJ-015")
    client.force_login(person("marcus-bell"))
    url = reverse("stakeholders:object", args=["environment"])

    answer = client.post(url, {"proposal": proposal.pk, "project": "PRJ-015", "reason": "The site floods in March."})

    assert answer.status_code == 302
    objection = Objection.objects.get()
    assert (objection.unit.key, objection.reason) == ("environment", "The site floods in March.")
    assert "The site floods in March." in client.get(answer["Location"]).content.decode()

    client.post(f"/undo/{Event.objects.order_by('-sequence').first().batch}/")
    assert not Objection.objects.exists()


def test_an_objection_without_a_reason_is_asked_for_one(tarnwell, person, client):
    proposal = with_moves(tarnwell, "PRJ-015")
    client.force_login(person("marcus-bell"))

    answer = client.post(
        reverse("stakeholders:object", args=["environment"]),
        {"proposal": proposal.pk, "project": "PRJ-015", "reason": " "},
    )

    assert answer.status_code == 422
    assert "the people who decide will read it" in answer.content.decode()
    assert not Objection.objects.exists()


def test_nobody_objects_for_a_unit_that_is_not_theirs(tarnwell, person, client):
    proposal = with_moves(tarnwell, "PRJ-015")
    client.force_login(person("elin-vaughan"))

    answer = client.post(
        reverse("stakeholders:object", args=["environment"]),
        {"proposal": proposal.pk, "project": "PRJ-015", "reason": "No"},
    )

    assert answer.status_code == 403
    assert "Head of a business unit" in answer.content.decode()
    assert not Objection.objects.exists()


@pytest.mark.parametrize("asked", [{"proposal": "0"}, {"proposal": "x"}, {"project": "PRJ-021"}])
def test_a_move_that_is_not_there_cannot_be_objected_to(tarnwell, person, client, asked):
    proposal = with_moves(tarnwell, "PRJ-015")
    client.force_login(person("marcus-bell"))
    data = {"proposal": proposal.pk, "project": "PRJ-015", "reason": "No"} | asked

    assert client.post(reverse("stakeholders:object", args=["environment"]), data).status_code == 404


def test_an_infeasible_proposal_has_no_moves(tarnwell, person):
    proposal = with_moves(tarnwell)
    proposal.result = told_conflict(None)
    proposal.save()
    user = person("marcus-bell")

    assert open_lines(user, unit(tarnwell, "environment"), {"PRJ-015"}) == []


@pytest.mark.parametrize("path", ["/units", "/units/customer", "/units/customer.json"])
def test_an_outsider_finds_nothing(tarnwell, outsider, client, path):
    client.force_login(outsider)

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/units", "/units/customer", "/units/customer.json", "/units/tarnwell"])
def test_a_viewer_of_one_unit_reads_every_page(tarnwell, viewer, client, path):
    client.force_login(viewer)

    assert client.get(path).status_code == 200


def test_the_data_carry_the_figures_of_the_page(tarnwell, person, client):
    client.force_login(person("elin-vaughan"))

    data = client.get("/units/customer.json").json()

    complaints = next(one for one in data["get"] if one["measure"] == "M3.2")
    assert complaints["now"] == 41
    assert complaints["forecast"] == pytest.approx(41 + sum(part["forecast"] for part in complaints["parts"]))
    assert data["others"]["gates"][0]["name"] == "Identity platform"
    assert sum(one["fte_months"] for one in data["give"]["fte_months"]) == pytest.approx(208)


@pytest.mark.parametrize(("path", "most"), [("/units", 45), ("/units/tarnwell", 60)])
def test_pages_ask_the_database_a_constant_number_of_times(tarnwell, person, client, path, most):
    client.force_login(person("aisha-khan"))
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(path)
    for number in range(5):
        Component.objects.create(
            organisation=tarnwell, unit=unit(tarnwell, "customer"), key=f"X{number}", name=f"Extra {number}"
        )
    with CaptureQueriesContext(connection) as more:
        client.get(path)

    assert len(few) == len(more) <= most
