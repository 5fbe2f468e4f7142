from __future__ import annotations

from dataclasses import replace

import pytest

from engine.selection.instances import APRIL, MILLION, candidate, option, problem, single
from northing.engine.selection import (
    AlreadyIn,
    Candidate,
    SelectionProblem,
    explain,
    explain_project,
    recalibrate,
    solve,
    why_not,
)

IN = {"current": "as recorded"}


def reasons(of: SelectionProblem, project: str) -> tuple[str, ...]:
    return explain_project(of, solve(of).choice, project=project).reasons


def test_what_is_in_says_what_would_be_lost_without_it() -> None:
    found = problem(single("tank", spills=40), single("sewer", spills=20))
    told = explain_project(found, solve(found).choice, project="tank")
    assert told.marginal == pytest.approx(0.4)
    assert told.reasons == ("without it alignment would be 40.00 points lower: Spills 40 spills/yr",)


def test_what_must_be_in_says_so() -> None:
    law = single("law", mandatory=True, locked=True, **IN)
    found = problem(law, single("pipe", forced_in=True), single("tank", spills=5, requires=("pipe",)))
    assert reasons(found, "law")[:2] == ("it is mandatory", "it is locked as it is")
    assert reasons(found, "pipe")[:2] == ("it was forced in", "Tank needs it")


def test_what_does_harm_says_so() -> None:
    found = problem(single("harm", spills=-10, mandatory=True), single("tank", spills=50))
    assert "10.00 points higher" in reasons(found, "harm")[-1]
    out = problem(single("harm", spills=-10), single("tank", spills=50))
    assert reasons(out, "harm") == ("it would take away 10.00 points: Spills 10 spills/yr",)


def test_what_stays_without_use_says_that_leaving_gains_nothing() -> None:
    found = recalibrate(problem(single("depot", **IN), single("tank", spills=50)), kept_share=0.0)
    told = {e.line.project: e.reasons[0] for e in explain(found.problem, found.proposal.choice)}
    useless = "it serves no measure whose gap is open"
    assert told["depot"] == f"{useless}; leaving would be a change that gains no alignment"
    assert told["tank"] == "it would add 50.00 points: Spills 50 spills/yr"


def test_what_is_out_names_the_limit_in_its_way() -> None:
    found = problem(
        single("tank", cost=1.0 * MILLION, spills=60, eng=2),
        single("wick", cost=0.5 * MILLION, spills=30, eng=2),
        budgets={2028: 1.1 * MILLION},
        capacity={APRIL: 3.0},
    )
    assert reasons(found, "wick") == (
        "it would add 30.00 points: Spills 30 spills/yr",
        "with it, budget FY28 is exceeded by £400k, role design engineer Apr 2027 is short by 1 FTE",
    )


def test_what_is_out_names_who_brings_more_for_less() -> None:
    found = problem(single("good", cost=10, spills=40), single("dear", cost=20, spills=30), budgets={2028: 25.0})
    assert reasons(found, "dear")[-1] == "Good, which is in, brings at least as much to each measure for less money"


def test_what_adds_to_a_closed_gap_says_so() -> None:
    found = problem(single("all", spills=100), single("more", cost=5, spills=10, **IN))
    assert reasons(found, "more") == (
        "it adds to a gap that is already closed or held down by disbenefits: Spills",
        "leaving frees £0.05",
    )


def test_excluded_locked_out_and_without_any_option() -> None:
    found = problem(single("a", spills=9, excluded=True), single("b", locked=True), Candidate("c", "C"))
    assert reasons(found, "a") == ("it is excluded", "it would add 9.00 points: Spills 9 spills/yr")
    assert reasons(found, "b")[0] == "it is locked out"
    assert reasons(found, "c") == ("there is no way for it to be in",)


def test_what_moves_says_what_staying_would_break_and_cost() -> None:
    now, later = option("as recorded", cost=60, spills=40, eng=4), option("later", cost=50, spills=45, shift_months=3)
    found = problem(candidate("tank", now, later, current="as recorded"), capacity={APRIL: 3.0})
    assert reasons(found, "tank")[:3] == (
        "as it is today, role design engineer Apr 2027 is short by 1 FTE",
        "alignment is 5.00 points higher than if it stayed as it is",
        "this frees £0.10",
    )


def test_a_move_may_gain_nothing_but_room_for_others() -> None:
    now, later = option("as recorded", eng=4, spills=40), option("later", spills=30, shift_months=3)
    found = problem(candidate("tank", now, later, current="as recorded"))
    told = explain_project(found, {"tank": "later"}, project="tank").reasons
    assert told[0] == "alignment is 10.00 points lower than if it stayed as it is"
    same = problem(candidate("tank", now, option("later", spills=40, shift_months=3), current="as recorded"))
    assert len(explain_project(same, {"tank": "later"}, project="tank").reasons) == 1


def test_one_change_more_than_the_proposal_makes() -> None:
    found = recalibrate(problem(single("tank", spills=50, **IN), single("wick", cost=9, spills=5)), kept_share=0.9)
    told = explain_project(found.problem, found.proposal.choice, project="wick")
    assert told.reasons[-1] == "there is room for it (£0.09), but it is one change more than this proposal makes"


def test_a_long_list_is_counted() -> None:
    users = [single(f"u{at}", spills=1, requires=("pipe",)) for at in range(5)]
    assert reasons(problem(single("pipe"), *users), "pipe")[0] == "U0, U1, U2 and 2 more need it"


def test_why_not_says_what_the_project_would_displace() -> None:
    found = problem(single("tank", cost=60, spills=60, **IN), single("wick", cost=50, spills=30), budgets={2028: 100.0})
    told = why_not(found, solve(found).choice, project="wick")
    assert told.value_lost == pytest.approx(0.3)
    assert told.words == "With Wick in, alignment is 30.00 points lower: Tank leaves"
    assert (told.moves_before, told.moves) == (0, 2)


def test_why_not_lifts_an_exclusion_and_says_when_nothing_is_lost() -> None:
    found = problem(single("wick", spills=30, excluded=True))
    told = why_not(found, solve(found).choice, project="wick")
    assert told.words == "With Wick in, alignment is 30.00 points higher: nothing else changes"


def test_why_not_names_the_rule_that_cannot_give_way() -> None:
    law = single("law", cost=60, mandatory=True)
    found = problem(law, single("wick", cost=50, spills=30), budgets={2028: 100.0})
    told = why_not(found, solve(found).choice, project="wick")
    assert told.result is None
    assert told.words.startswith(
        "With Wick: No portfolio keeps every rule. One of these is enough: budget FY28 + £0.10"
    )


def test_why_not_is_asked_of_what_is_out() -> None:
    found = problem(single("tank", spills=1))
    with pytest.raises(AlreadyIn, match="Tank is in already"):
        why_not(found, solve(found).choice, project="tank")


def test_a_bound_on_the_effort_is_kept_in_the_result() -> None:
    found = problem(single("tank", spills=40))
    assert replace(solve(found)).bound == pytest.approx(0.4, abs=2e-6)
