"""What has to be in and cannot be is said in words before any solver starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from engine.selection.instances import APRIL, MAY, candidate, option, problem, single
from northing.engine.selection import After, BudgetLine, Candidate, Group, MandatoryCannotFit, solve

CAPITAL = BudgetLine(2028, "capital")
LAW, DUTY = single("law", cost=40, eng=2, mandatory=True), single("duty", cost=30, eng=1, forced_in=True)
KEPT = single("kept", cost=30, current="as recorded", locked=True)
OUT, SHUT = single("out", excluded=True), single("shut", locked=True)
FIVE = [single(f"m{at}", kinds={CAPITAL: 2.0}, mandatory=True) for at in range(5)]
CHAIN = (replace(LAW, requires=("mid",)), single("mid", requires=("far",)), single("far", cost=90))


@pytest.mark.parametrize(
    ("candidates", "fields", "words"),
    [
        ((LAW, DUTY), {"budgets": {2028: 60.0}}, r"Law and Duty .* at least £0\.70 of budget FY28, which is £0\.60"),
        ((LAW, DUTY), {"capacity": {APRIL: 2.5}}, r"together ask for at least 3 of 2\.5 FTE: role design engineer Apr"),
        ((LAW, DUTY), {"capacity": {APRIL: 9.0}, "business_as_usual": {APRIL: 6.5}}, r"at least 3 of 2\.5 FTE"),
        (FIVE, {"kind_budgets": {CAPITAL: 9.0}}, r"M0, M1, M2 and 2 more .* £0\.10 of capital budget FY28, which"),
        ((LAW, KEPT), {"budgets": {2028: 60.0}}, "Law and Kept have to be in"),
        ((replace(LAW, requires=("out",)), OUT), {}, "Law is mandatory and needs Out, which is excluded: release one"),
        ((replace(LAW, after=(After("shut"),)), SHUT), {}, "needs Shut, which is locked out"),
        ((replace(LAW, requires=("bare",)), Candidate("bare", "Bare")), {}, "Bare, which is without an option"),
        ((replace(LAW, locked=True),), {}, "Law is mandatory and locked out"),
        ((LAW, replace(DUTY, excludes=("law",))), {}, "Duty is forced in, Law is mandatory, and the two exclude each"),
        (CHAIN, {"budgets": {2028: 80.0}}, "Far is needed by Mid and does not fit even alone"),
        ((LAW, DUTY), {"groups": (Group("g", "big works", ("law", "duty"), at_most=1),)}, "but at most 1 of big works"),
    ],
)  # fmt: skip
def test_what_has_to_be_in_and_cannot_be_is_named(
    candidates: Sequence[Candidate], fields: dict[str, object], words: str
) -> None:
    with pytest.raises(MandatoryCannotFit, match=words):
        solve(problem(*candidates, **fields))


def test_only_the_least_that_a_mandate_asks_for_counts() -> None:
    either = candidate("either", option("now", eng=3), option("later", demand={MAY: 3.0}), mandatory=True)
    found = solve(problem(either, LAW, capacity={APRIL: 2.0, MAY: 3.0}))
    assert found.choice == {"either": "later", "law": "as recorded"}


def test_what_is_locked_in_stays_as_it_is() -> None:
    """Another way of it would fit, but it is not open."""
    wide = candidate("wide", option("wide", cost=50), option("slim", cost=10), current="wide", locked=True)
    with pytest.raises(MandatoryCannotFit, match="Wide is locked in and does not fit even alone"):
        solve(problem(wide, budgets={2028: 20.0}))
