from datetime import date

import pytest

from lists import YEAR_ONE
from northing.benefits.models import Benefit
from northing.exchange import staging
from northing.exchange.models import ImportBatch
from northing.kernel.errors import Conflict
from northing.register.models import Component

DAY = date(2025, 3, 31)
PLAN = [["Goal", "Objective", "KPI", "Unit", "Target", "Target date", "Actual 2024"]]
PLAN += [["Trade", "More calls", "Calls a year", "calls", "140", "2029-03-31", "110"]]
LINKS = [["Project", "KPI", "Amount", "From"], ["P1", "Calls a year", "20", "2027-04-01"]]


@pytest.fixture
def undo(owner):
    def take_back(report):
        return staging.undo(actor=owner, batch=ImportBatch.objects.get(pk=report["batch"]))

    return take_back


def test_benefits_that_rest_on_a_list_keep_it_from_being_undone_first(bring, undo):
    projects = bring("projects", YEAR_ONE, as_of=DAY)
    plan = bring("plan", PLAN, as_of=DAY)
    links = bring("benefits", LINKS)
    for report in (projects, plan):
        with pytest.raises(Conflict, match="1 benefits"):
            undo(report)
    assert (Component.objects.count(), Benefit.objects.count()) == (4, 1)
    undo(links)
    undo(plan)
    undo(projects)
    assert (Component.objects.count(), Benefit.objects.count()) == (0, 0)


def test_a_component_that_somebody_edited_since_is_not_taken_away(bring, undo):
    report = bring("projects", YEAR_ONE, as_of=DAY)
    Component.objects.filter(key="P1").update(name="Ours now")
    with pytest.raises(Conflict, match="was changed since"):
        undo(report)
    assert Component.objects.count() == 4


def test_an_import_that_changed_nothing_has_nothing_to_undo(bring, undo):
    bring("projects", YEAR_ONE, as_of=DAY)
    with pytest.raises(Conflict, match="changed nothing"):
        undo(bring("projects", YEAR_ONE, as_of=DAY))
