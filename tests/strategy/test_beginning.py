"""A plan that is published for a later day: announced at once, in force from that day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cast import make_cast, plan
from northing.changes.models import ChangeEvent, Notice
from northing.engine.formats.json import plan_to_dict
from northing.engine.plan import Measure, Objective, Polarity
from northing.kernel import clock, journal
from northing.kernel.actions import undo_batch
from northing.kernel.models import Event
from northing.portfolio.queries import announced_snapshot, full_snapshot
from northing.strategy import actions, models
from northing.strategy.beginning import begin_plans
from northing.strategy.models import PlanStatus, PlanVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def day():
    return clock.today() + timedelta(days=40)


def publish(cast, document, *, on, number=2):
    PlanVersion.objects.create(
        organisation=cast.organisation, number=number, document=plan_to_dict(document), status=PlanStatus.DRAFT
    )
    return actions.publish_draft(
        actor=cast.alice, organisation=cast.organisation, effective_date=on, message="It dries up", expected_version=1
    )


def renamed(name, *, target=80.0):
    found = plan(target=target)
    odours = Measure("M9", "Odours", "complaints", Polarity.DOWN, 9.0, date(2025, 1, 1), 1.0)
    added = Objective("O9", "Smell less", measures=(odours,))
    goal = found.goals[0]
    return replace(found, goals=(replace(goal, objectives=(replace(goal.objectives[0], name=name), added)),))


def in_plan():
    return {row.key: (row.name, row.in_plan) for row in models.Objective.objects.order_by("key")}


def test_until_its_day_the_plan_in_force_names_things_and_what_comes_can_be_served_already(cast, day):
    publish(cast, renamed("Leak nothing"), on=day)

    assert in_plan() == {"O1": ("Leak less", True), "O9": ("Smell less", True)}
    assert full_snapshot(cast.organisation).plan.version == 1
    assert announced_snapshot(cast.organisation).plan.version == 2


def test_on_its_day_it_takes_over_and_a_second_look_changes_nothing(cast, day, monkeypatch):
    publish(cast, renamed("Leak nothing"), on=day)
    monkeypatch.setattr(clock, "today", lambda: day)

    begin_plans()
    begun = Event.objects.count()
    begin_plans()

    assert in_plan() == {"O1": ("Leak nothing", True), "O9": ("Smell less", True)}
    assert Event.objects.count() == begun
    assert Event.objects.get(action="strategy.begin_plan").actor == "northing"
    assert list(journal.verify()) == []


def test_what_it_drops_stays_in_the_plan_until_its_day(cast, day, monkeypatch):
    publish(cast, renamed("Leak less"), on=clock.today())
    publish(cast, plan(target=79.0), on=day, number=3)
    assert in_plan()["O9"] == ("Smell less", True)

    monkeypatch.setattr(clock, "today", lambda: day)
    begin_plans()

    assert in_plan()["O9"] == ("Smell less", False)


def test_the_change_says_from_when_and_tells_the_units_at_once(cast, day):
    publish(cast, plan(target=60.0), on=day)

    change = ChangeEvent.objects.get()
    assert change.title == f"Measure “Leakage”: target 80 → 60 Ml/d (−20), from {day:%-d %b %Y}"
    assert Notice.objects.filter(change=change, unit=cast.north).exists()


def test_listing_the_same_in_another_order_is_no_change(cast):
    first = publish(cast, renamed("Leak less"), on=clock.today())
    ChangeEvent.objects.all().delete()
    found = renamed("Leak less")
    goal = found.goals[0]
    publish(cast, replace(found, goals=(replace(goal, objectives=goal.objectives[::-1]),)), on=clock.today(), number=3)

    assert first.number == 2
    assert not ChangeEvent.objects.exists()


def test_taking_the_publication_back_takes_what_it_announced_back(cast, day):
    publish(cast, renamed("Leak nothing"), on=day)
    batch = Event.objects.filter(action="strategy.publish_plan").first().batch

    undo_batch(batch, actor="alice", organisation="acme")

    assert in_plan() == {"O1": ("Leak less", True)}
