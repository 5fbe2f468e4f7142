import json
from datetime import date

import pytest
from django.urls import reverse

from northing.engine.formats.json import plan_from_dict
from northing.engine.formats.stratml import read_stratml
from northing.strategy import drafting, history, queries
from northing.strategy.models import PlanVersion, Reading
from northing.ui import destinations


def text_of(response):
    return " ".join(response.content.decode().split())


def token(organisation):
    return history.token_of(queries.draft_of(organisation))


def post(client, route, /, **typed):
    return client.post(reverse(f"strategy:{route}"), typed)


def undo_of(page):
    """The newest toast's."""
    return [part for part in page.split('"') if part.startswith("/undo/")][-1]


PAGES = ("outline", "policies", "measures", "versions")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["vera", "sam", "bob", "ada", "alice"])
def test_every_member_reads_the_plan(cast, client_of, page, who):
    assert client_of(getattr(cast, who)).get(reverse(f"strategy:{page}")).status_code == 200


@pytest.mark.parametrize("page", [*PAGES, "draft", "review"])
def test_an_outsider_does_not_learn_that_there_is_a_plan(cast, client_of, page):
    assert client_of(cast.charlie).get(reverse(f"strategy:{page}")).status_code == 404


@pytest.mark.parametrize("page", [*PAGES, "draft"])
def test_an_organisation_without_a_plan_says_what_the_page_will_show(cast, empty, client_of, page):
    response = client_of(cast.alice).get(reverse(f"strategy:{page}"))

    assert response.status_code == 200
    assert ("This page will" in text_of(response)) == (page != "draft")


def test_a_viewer_sees_neither_the_draft_nor_the_way_to_it(cast, desk, client_of):
    drafting.add_item(desk(), subject=drafting.Subject.GOAL, name="Hushed")
    vera = client_of(cast.vera)

    for page in PAGES:
        assert "Hushed" not in text_of(vera.get(reverse(f"strategy:{page}")))
    assert "/strategy/draft" not in text_of(vera.get("/strategy"))
    refused = vera.get("/strategy/draft")
    assert refused.status_code == 403
    assert "PMO lead, Executive" in text_of(refused)
    assert vera.get("/strategy/versions/2").status_code == 404
    assert vera.get("/strategy/versions/2.json").status_code == 404


def test_a_saved_item_shows_in_the_bar_and_its_toast_undoes_it(cast, client_of):
    alice = client_of(cast.alice)

    saved = post(alice, "save_item", item="measure:M1", version="0", target="75")
    page = text_of(alice.get(saved.url))

    assert "Draft of plan v2</b>, based on v1 · 1 change" in page
    alice.post(undo_of(page))
    assert queries.draft_of(cast.organisation) is None


def test_what_cannot_be_kept_comes_back_as_typed(cast, client_of):
    response = post(client_of(cast.alice), "save_item", item="measure:M1", version="0", target="lots", name="Leaks")

    page = text_of(response)
    assert response.status_code == 422
    assert 'value="lots"' in page
    assert 'value="Leaks"' in page
    assert "Enter a number, such as 1,850 or 9.1." in page
    assert queries.draft_of(cast.organisation) is None


def test_a_lost_race_shows_both_texts_and_can_be_retried(cast, client_of):
    alice = client_of(cast.alice)
    post(alice, "save_item", item="objective:O1", version="0", name="Theirs", description="Theirs too")

    lost = post(alice, "save_item", item="objective:O1", version="0", name="Mine", description="")

    assert lost.status_code == 409
    assert "Theirs" in text_of(lost)
    assert 'name="name" value="Mine"' in text_of(lost)
    assert 'name="description"' not in text_of(lost)
    post(alice, "save_item", item="objective:O1", version=token(cast.organisation), name="Mine")
    assert queries.plan_of(queries.draft_of(cast.organisation)).goals[0].objectives[0].name == "Mine"


def test_a_form_sent_twice_adds_one_item(cast, client_of):
    alice = client_of(cast.alice)
    typed = {"item": "goal:G1", "version": "0", "add": "objective", "new_name": "More", "idempotency_key": "k1"}

    first, second = (post(alice, "add_item", **typed) for _ in range(2))

    assert (first.status_code, first.url) == (302, second.url)
    assert len(queries.plan_of(queries.draft_of(cast.organisation)).goals[0].objectives) == 2


def test_a_pasted_list_becomes_items_of_the_open_goal(cast, client_of):
    lines = "Use less (40 %)\n  Litres: 140 → 120 l/d by 31 Mar 2030\nWaste less"

    post(client_of(cast.alice), "paste", item="goal:G1", version="0", lines=lines)

    objectives = queries.plan_of(queries.draft_of(cast.organisation)).goals[0].objectives
    assert [(o.name, o.weight) for o in objectives] == [("Leak less", 100.0), ("Use less", 40.0), ("Waste less", 0.0)]
    measure = objectives[1].measures[0]
    assert (measure.baseline, measure.target, measure.unit, measure.target_date) == (140, 120, "l/d", date(2030, 3, 31))


@pytest.mark.parametrize("lines", ["", "Goal: One\nGoal: Two"])
def test_a_list_that_does_not_fit_is_refused_with_its_repair(cast, client_of, lines):
    response = post(client_of(cast.alice), "paste", item="goal:G1", version="0", lines=lines)

    assert response.status_code == 422
    assert queries.draft_of(cast.organisation) is None


def test_weights_are_checked_while_typed_and_saved_together(cast, client_of):
    alice = client_of(cast.alice)

    assert post(alice, "remainder", **{"weight:O1": "70"}).content == b"30 of 100 left to give."
    assert post(alice, "remainder", **{"weight:O1": "x"}).content == b"One of the weights is no number yet."
    post(alice, "save_weights", version="0", **{"weight:O1": "70"})
    assert queries.plan_of(queries.draft_of(cast.organisation)).goals[0].objectives[0].weight == 70
    wrong = post(alice, "save_weights", item="weights:", version="0", **{"weight:O1": "-4"})
    assert wrong.status_code == 422
    assert "A weight cannot be below zero." in text_of(wrong)


@pytest.mark.parametrize(
    ("way", "says"), [("up", "stands first already"), ("deeper", "parts or figures"), ("sideways", "no way to move")]
)
def test_a_move_that_is_not_possible_says_why(cast, client_of, way, says):
    response = post(client_of(cast.alice), "move_item", item="objective:O1", version="0", way=way)

    assert response.status_code == 422
    assert says in text_of(response)


def test_removing_goes_to_the_parent_and_undo_in_the_draft_brings_it_back(cast, client_of):
    alice = client_of(cast.alice)

    gone = post(alice, "remove_item", item="measure:M1", version="0")
    assert "item=objective%3AO1" in gone.url
    post(alice, "undo_in_draft")

    assert queries.draft_of(cast.organisation) is None


def test_review_shows_the_difference_and_the_hints(cast, client_of):
    alice = client_of(cast.alice)
    post(alice, "save_item", item="measure:M1", version="0", target="75")

    page = text_of(alice.get("/strategy/draft/review"))

    assert "Plan v2: 1 change against Plan v1" in page
    assert '<span class="was">80</span><span class="arrow">→</span><span class="now">75</span>' in page
    assert "no owner" in page


def test_publishing_leads_to_what_follows_from_it(cast, client_of, monkeypatch):
    monkeypatch.setattr(destinations, "_finders", [lambda _request, _batch: "/changes/C-001"])
    alice = client_of(cast.alice)
    post(alice, "save_item", item="measure:M1", version="0", target="75")

    answer = post(alice, "publish", version=token(cast.organisation), effective_date="2026-11-22", message="Tighter")

    assert answer.url == "/changes/C-001"
    assert "in force since" in text_of(alice.get("/strategy"))


def test_publishing_without_a_reason_keeps_what_was_typed(cast, client_of):
    alice = client_of(cast.alice)
    post(alice, "save_item", item="measure:M1", version="0", target="75")

    answer = post(alice, "publish", version=token(cast.organisation), effective_date="2027-01-01", message="")

    assert answer.status_code == 422
    assert 'value="2027-01-01"' in text_of(answer)
    assert post(alice, "publish", version="0", effective_date="x", message="y").status_code == 422
    assert post(alice, "publish", version="9-9", effective_date="2027-01-01", message="y").status_code == 422


def test_a_plan_of_the_future_is_announced_and_not_yet_in_force(cast, client_of):
    alice = client_of(cast.alice)
    post(alice, "save_item", item="measure:M1", version="0", target="75")
    post(alice, "publish", version=token(cast.organisation), effective_date="2027-01-01", message="Next year")

    assert "Plan v2 from <time" in text_of(alice.get("/strategy"))
    assert "Plan v1 is in force" in text_of(alice.get("/strategy/versions"))
    assert "Next year" in text_of(alice.get("/strategy/versions/2"))


def test_the_first_plan_of_all_is_shown_before_it_begins(cast, empty, client_of):
    alice = client_of(cast.alice)
    post(alice, "start_from", starter="public-body")
    post(alice, "publish", version=token(empty), effective_date="2027-01-01", message="The first")

    page = text_of(alice.get("/strategy"))
    assert "from <time" in page
    assert "in force since" not in page


def test_a_version_travels_as_json_and_stratml(cast, client_of):
    vera = client_of(cast.vera)

    json_file, xml_file = (vera.get(f"/strategy/versions/1.{form}") for form in ("json", "xml"))

    plan = plan_from_dict(json.loads(json_file.content))
    assert json_file["Content-Type"] == "application/json"
    assert [m.name for _, m in plan.measures()] == ["Leakage"]
    assert read_stratml(xml_file.content).plan.goals == plan.goals
    assert vera.get("/strategy/versions/1.pdf").status_code == 404
    assert vera.get("/strategy/versions/9.json").status_code == 404


def test_discarding_is_undoable(cast, client_of):
    alice = client_of(cast.alice)
    post(alice, "save_item", item="measure:M1", version="0", target="75")

    page = text_of(alice.get(post(alice, "discard_draft").url))
    assert queries.draft_of(cast.organisation) is None

    alice.post(undo_of(page))
    assert PlanVersion.objects.filter(organisation=cast.organisation, number=2).exists()
    assert next(m.target for _, m in queries.plan_of(queries.draft_of(cast.organisation)).measures()) == 75


def test_the_list_of_measures_marks_what_was_read_too_long_ago(cast, desk, client_of):
    drafting.save_item(desk(), subject=drafting.Subject.MEASURE, key="M1", values={"cadence_days": 30})
    drafting.publish(desk(), effective_date=date(2026, 11, 22), message="Monthly")

    page = text_of(client_of(cast.vera).get("/strategy/measures?show=late"))

    assert "1 measure, 1 is read later than planned" in page
    assert '<span class="age">52 d</span>' in page


@pytest.fixture
def readings():
    return reverse("strategy:reading", args=["M1"])


def test_the_head_of_the_unit_records_a_reading_once(cast, client_of, readings):
    bob = client_of(cast.bob)
    typed = {"value": "98.5", "date": "2026-11-20", "source": "Return", "idempotency_key": "k"}

    for _ in range(2):
        assert bob.post(f"{readings}/record", typed).status_code == 302

    row = Reading.objects.get(date=date(2026, 11, 20))
    assert (row.value, row.source, row.recorded_by) == (98.5, "Return", cast.bob.email)
    assert "98.5" in text_of(bob.get(readings))


@pytest.mark.parametrize("who", ["vera", "sam", "ada"])
def test_others_are_told_who_records(cast, client_of, readings, who):
    client = client_of(getattr(cast, who))

    assert "are recorded by: Project manager" in text_of(client.get(readings))
    assert client.post(f"{readings}/record", {"value": "1", "date": "2026-11-20"}).status_code == 403
    assert client.post(f"{readings}/record", {}).status_code == 403
    assert not Reading.objects.filter(date=date(2026, 11, 20)).exists()


@pytest.mark.parametrize(
    ("value", "day", "says"),
    [
        ("", "2026-11-20", "Enter the level that was measured"),
        ("many", "2026-11-20", "Enter a number"),
        ("1", "", "Enter the day on which"),
        ("1", "20 Nov", "2030-03-31"),
        ("1", "2026-11-23", "cannot be from the future"),
        ("1", "2026-10-01", "There is a reading for 01 Oct 2026 already"),
    ],
)
def test_a_reading_that_cannot_be_kept_says_why_and_keeps_what_was_typed(
    cast, client_of, readings, *, value, day, says
):
    response = client_of(cast.bob).post(f"{readings}/record", {"value": value, "date": day, "source": "My return"})

    assert response.status_code == 422
    assert says in text_of(response)
    assert 'value="My return"' in text_of(response)


def test_a_reading_is_corrected_and_a_lost_race_shows_both(cast, client_of, readings):
    bob = client_of(cast.bob)
    typed = {"value": "99", "date": "2026-10-01", "source": "Corrected", "version": "1"}
    assert "Correct the reading of 1 Oct 2026" in text_of(bob.get(f"{readings}?on=2026-10-01"))

    assert bob.post(f"{readings}/correct", typed).status_code == 302
    lost = bob.post(f"{readings}/correct", typed | {"value": "97"})

    assert lost.status_code == 409
    assert Reading.objects.get(date=date(2026, 10, 1)).value == 99
    assert bob.post(f"{readings}/correct", typed | {"date": "2026-10-09"}).status_code == 404
    assert bob.post(f"{readings}/correct", typed | {"version": "x"}).status_code == 422


def test_an_unknown_measure_is_not_found(cast, client_of):
    assert client_of(cast.alice).get(reverse("strategy:reading", args=["M9"])).status_code == 404


ODD = ("", "plan:", "weights:", "goal:", "goal:G9", "measure:M1", "policy:P-99", "nonsense:x", "objective:", ":::")


@pytest.mark.parametrize("route", ["save_item", "add_item", "move_item", "remove_item", "paste", "save_weights"])
@pytest.mark.parametrize("item", ODD)
def test_an_odd_request_is_refused_or_does_nothing_but_never_fails(cast, client_of, route, item):
    alice = client_of(cast.alice)
    typed = {"name": "x\t", "add": "assessment", "new_name": "\u200b", "way": "to", "parent": "G9", "lines": "\v"}

    for version in ("0", "", "1-99", "x-y"):
        assert post(alice, route, item=item, version=version, **typed).status_code in {302, 409, 422}
    assert alice.get("/strategy/draft", {"item": item}).status_code == 200


def test_an_edit_of_the_draft_stays_cheap(cast, client_of, django_assert_max_num_queries):
    alice = client_of(cast.alice)

    with django_assert_max_num_queries(45):
        post(alice, "save_item", item="objective:O1", version="0", name="Leak nothing")
    with django_assert_max_num_queries(45):
        alice.get("/strategy/draft")


def test_undo_and_redo_are_buttons_too(cast, client_of):
    alice = client_of(cast.alice)
    post(alice, "save_item", item="objective:O1", name="Leak nothing")
    assert b"Redo" not in alice.get(reverse("strategy:draft")).content
    post(alice, "undo_in_draft")
    page = alice.get(reverse("strategy:draft")).content
    assert b"Redo" in page, "the first edit can be done again although the draft is gone"
    post(alice, "redo_in_draft")
    assert b"Leak nothing" in alice.get(reverse("strategy:draft")).content
