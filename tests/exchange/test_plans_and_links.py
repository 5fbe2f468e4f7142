from datetime import date

import pytest

from lists import YEAR_ONE
from northing.benefits.models import Benefit
from northing.exchange.models import ImportBatch
from northing.kernel.actions import undo_batch
from northing.kernel.errors import Conflict
from northing.portfolio.models import Budget
from northing.register.models import Support
from northing.strategy.models import Measure, Objective, PlanVersion, Reading

PLAN = [
    ["Goal", "Objective", "Weight", "KPI", "Unit", "Direction", "Baseline", "Target", "Target date", "Actual 2024"],
    ["Trade", "More calls", "60", "Calls a year", "calls", "Increase", "100", "140", "2029-03-31", "110"],
    ["Trade", "Less waiting", "40", "Hours at anchor", "hours", "Decrease", "9", "4", "2029-03-31", "8"],
]
LINKS = [
    [
        "Project",
        "KPI",
        "Amount",
        "Low",
        "High",
        "From",
        "Ramp months",
        "Confidence %",
        "Owner",
        "Cashable (£k)",
        "Objective",
        "Rating",
        "Reason",
    ],
    ["P1", "Calls a year", "20", "10", "25", "2027-04-01", "12", "80", "Ann Lee", "150", "", "", ""],
    ["Pilot boats", "Hours at anchor", "-2", "", "", "2026-07-01", "", "0.5", "", "", "", "", ""],
    ["P3", "", "", "", "", "", "", "", "", "", "More calls", "3", "Gates let ships in at low tide"],
    ["P9", "Calls a year", "1", "", "", "", "", "", "", "", "", "", ""],
    ["P1", "Nothing", "1", "", "", "", "", "", "", "", "", "", ""],
    ["P4", "Calls a year", "1", "", "", "", "", "180", "", "", "", "", ""],
]
DAY = date(2025, 3, 31)


def test_a_plan_is_published_with_its_readings(bring, own):
    report = bring("plan", PLAN, as_of=DAY)
    assert report["plan"] == {"name": "Business plan", "goals": 1, "objectives": 2, "measures": 2, "readings": 2}
    assert (report["rows"], report["created"], report["rejected"]) == (7, 7, 0)
    version = PlanVersion.objects.get()
    assert (version.number, version.status, version.effective_date) == (1, "published", DAY)
    assert {r.measure.name: (r.date, r.value) for r in Reading.objects.all()} == {
        "Calls a year": (date(2024, 3, 31), 110.0),
        "Hours at anchor": (date(2024, 3, 31), 8.0),
    }


def test_the_same_plan_again_publishes_nothing(bring):
    bring("plan", PLAN, as_of=DAY)
    report = bring("plan", PLAN, as_of=DAY)
    assert (report["unchanged"], report["changes"], report["changed"]) == (7, {}, False)
    assert PlanVersion.objects.count() == 1


def test_an_element_keeps_its_key_when_the_list_is_put_in_another_order(bring):
    bring("plan", PLAN, as_of=DAY)
    keys = dict(Measure.objects.values_list("name", "key"))
    tighter = [
        PLAN[0],
        PLAN[2],
        ["Trade", "New ferries", "10", "Ferries", "boats", "Increase", "0", "2", "2029-03-31", "0"],
        PLAN[1],
    ]
    tighter[1] = [cell if cell != "4" else "3" for cell in tighter[1]]
    report = bring("plan", tighter, as_of=DAY)
    assert dict(Measure.objects.filter(name__in=keys).values_list("name", "key")) == keys
    assert report["changes"] == {"objective_added": 1, "measure_added": 1, "measure_changed": 1}
    assert Objective.objects.filter(in_plan=True).count() == 3


def test_undoing_a_plan_takes_versions_and_readings_back(bring, own):
    report = bring("plan", PLAN, as_of=DAY)
    undo_batch(ImportBatch.objects.get(pk=report["batch"]).journal_batch, actor="a", organisation=own.key)
    assert [model.objects.count() for model in (PlanVersion, Objective, Measure, Reading)] == [0, 0, 0, 0]


def test_somebody_elses_draft_is_not_overwritten(bring, own, owner):
    bring("plan", PLAN, as_of=DAY)
    version = PlanVersion.objects.get()
    PlanVersion.objects.create(organisation=own, number=2, status="draft", document=version.document)
    with pytest.raises(Conflict, match="There is a draft"):
        bring("plan", [*PLAN[:2]], as_of=DAY)


def test_benefits_and_rated_support_are_linked_and_the_rest_is_named(bring):
    bring("projects", YEAR_ONE, as_of=DAY)
    bring("plan", PLAN, as_of=DAY)
    report = bring("benefits", LINKS)
    counts = {name: report[name] for name in ("rows", "created", "updated", "unchanged", "rejected")}
    assert counts == {"rows": 6, "created": 3, "updated": 0, "unchanged": 0, "rejected": 3}
    quay = Benefit.objects.get(component__key="P1")
    assert (quay.amount, quay.low, quay.high, quay.start_date, quay.ramp_months) == (20, 10, 25, date(2027, 4, 1), 12)
    assert (quay.confidence, quay.owner.name, quay.cashable) == (0.8, "Ann Lee", 15_000_000)
    assert Benefit.objects.get(component__key="P2").confidence == 0.5
    assert Support.objects.get().rating == 3
    problems = [item["problem"] for item in report["rejected_list"]]
    assert problems == ["there is no project “P9”", "the plan has no measure “Nothing”", "“180” is no confidence"]


def test_benefits_again_change_only_what_differs(bring):
    bring("projects", YEAR_ONE, as_of=DAY)
    bring("plan", PLAN, as_of=DAY)
    bring("benefits", LINKS[:4])
    assert bring("benefits", LINKS[:4])["unchanged"] == 3
    changed = [LINKS[0], [cell if cell != "20" else "22" for cell in LINKS[1]]]
    assert bring("benefits", changed)["updated"] == 1
    assert Benefit.objects.get(component__key="P1").amount == 22
    assert Benefit.objects.count() == 2


def test_budgets_are_set_by_fiscal_year(bring, own):
    report = bring("budgets", [["Financial year", "Budget (£m)"], ["2026/27", "10"], ["FY28", "12.5"], ["soon", "1"]])
    assert (report["created"], report["rejected"]) == (2, 1)
    assert dict(Budget.objects.values_list("year", "amount")) == {2027: 1_000_000_000, 2028: 1_250_000_000}
    assert bring("budgets", [["Year", "Budget (£m)"], ["2027", "10"]])["unchanged"] == 1
