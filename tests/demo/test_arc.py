"""The story's arc, told by the real solver on the demo as it is installed."""

from datetime import date

import pytest

from northing.alignment.line_of_sight import headline
from northing.alignment.queries import Picture
from northing.changes import actions
from northing.changes.models import ChangeEvent, Decision, LineVerdict, Notice
from northing.changes.propose import propose
from northing.changes.queries import lines_for, open_proposal
from northing.demo.actions import load_demo, remove_demo
from northing.engine.alignment import coverage_of
from northing.engine.benefits import Dates
from northing.engine.formats.json import canonical
from northing.kernel import clock
from northing.kernel.jobs import Progress
from northing.organisation.models import Organisation, User
from northing.portfolio.queries import full_snapshot, record_in_force

pytestmark = pytest.mark.django_db


@pytest.fixture
def tarnwell(db):
    return load_demo()


@pytest.fixture
def change(tarnwell):
    return ChangeEvent.objects.get(organisation=tarnwell, kind="plan")


@pytest.fixture
def proposal(change):
    found = open_proposal(change)
    propose(found.job.payload, Progress(found.job))
    found.refresh_from_db()
    return found


def test_the_headline_is_computed_from_the_register(tarnwell):
    picture = Picture(full_snapshot(tarnwell))
    said = "".join(part.text for part in headline(picture, currency="GBP"))
    assert said == (
        "£156.9m of £186.1m serves objectives that are at risk or off track; 2 projects (£4.0m) serve no objective"
    )


def test_four_of_twelve_objectives_are_on_track(tarnwell):
    coverage = coverage_of(full_snapshot(tarnwell), dates=Dates.FORECAST)
    statuses = {objective.key: objective.status.value for objective in coverage.objectives}
    assert [key for key, status in statuses.items() if status == "on_track"] == ["O2.1", "O2.3", "O3.3", "O4.3"]
    assert [key for key, status in statuses.items() if status == "off_track"] == ["O2.2", "O3.2"]


def test_the_event_hits_three_units_and_leaves_more_than_500_spills_uncovered(change):
    units = {hit["key"] for hit in change.impact["hits"] if hit["kind"] == "unit"}
    assert {"environment", "capital", "digital"} <= units
    spills = next(m for m in change.impact["measures"] if m["key"] == "M2.2")
    assert spills["shortfall_after"] > 500
    assert Notice.objects.filter(change=change).count() >= 3


def test_few_moves_keep_most_of_what_an_unrestricted_re_plan_would_reach(proposal):
    result = proposal.result
    shown = result["points"][proposal.chosen_point]
    assert result["best"]["moves"] >= 14
    assert shown["moves"] <= 6
    assert shown["kept"] >= 0.9
    moved = {line["name"] for line in shown["lines"]}
    assert {"Storm tank Wick", "CSO monitors", "Depot consolidation", "Solar at 14 sites"} <= moved
    assert all(line["why"] for line in shown["lines"])


@pytest.mark.parametrize("day", [date(2027, 2, 28), date(2027, 4, 1), date(2028, 7, 31)])
def test_the_arc_holds_on_other_install_days(day, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: day)
    found = open_proposal(ChangeEvent.objects.get(organisation=load_demo(day=day), kind="plan"))
    propose(found.job.payload, Progress(found.job))
    found.refresh_from_db()
    shown = found.result["points"][found.chosen_point]
    assert found.result["best"]["moves"] >= 14
    assert shown["moves"] <= 6
    assert shown["kept"] >= 0.9


def test_a_decision_changes_the_plan_of_record_and_its_undo_restores_every_byte(proposal):
    margaret = User.objects.get(email="margaret.doyle@tarnwell.example")
    organisation = proposal.change.organisation
    before = canonical(record_in_force(organisation, date(2100, 1, 1)).document)
    for line in lines_for(margaret, proposal, proposal.chosen_point):
        actions.judge_line(actor=margaret, proposal=proposal, component=line.component, verdict="accepted")
    lines = lines_for(margaret, proposal, proposal.chosen_point)
    decision = actions.decide(
        actor=margaret,
        proposal=proposal,
        lines=lines,
        effective_date=date(2099, 1, 1),
        reason="Rivers first",
    )
    after = record_in_force(organisation, date(2100, 1, 1)).document
    assert "PRJ-015" in {line["project"] for line in after["lines"]}
    assert "PRJ-037" not in {line["project"] for line in after["lines"]}
    assert decision.predicted["alignment"][1] > decision.predicted["alignment"][0]
    actions.undo_decision(actor=margaret, decision=decision)
    assert canonical(record_in_force(organisation, date(2100, 1, 1)).document) == before
    assert Decision.objects.get().undone_at is not None


def test_a_locked_project_stays_as_it_is_in_the_next_search(proposal):
    aisha = User.objects.get(email="aisha.khan@tarnwell.example")
    depot = next(
        line.component for line in lines_for(aisha, proposal, proposal.chosen_point) if line.component.key == "PRJ-037"
    )
    actions.lock_line(actor=aisha, proposal=proposal, component=depot, locked=True)
    again = actions.search_again(actor=aisha, change=proposal.change)
    propose(again.job.payload, Progress(again.job))
    again.refresh_from_db()
    moved = {line["project"] for point in again.result["points"] for line in point["lines"]}
    assert "PRJ-037" not in moved
    assert LineVerdict.objects.get(proposal=again, component=depot).locked


def test_the_demo_leaves_nothing_behind_but_its_journal(tarnwell):
    remove_demo()
    assert not Organisation.objects.exists()
    assert not User.objects.filter(email__endswith="tarnwell.example").exists()
