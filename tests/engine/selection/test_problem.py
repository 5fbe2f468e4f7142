from __future__ import annotations

from datetime import date
from math import nan

import pytest

from engine.selection.instances import APRIL, candidate, option, problem, single
from engine.selection.timed import profile
from northing.engine.alignment.strain import RoleMonth
from northing.engine.errors import (
    DependencyCycle,
    DuplicateKey,
    NegativeAmount,
    NotANumber,
    OutOfScale,
    TooLarge,
    UnknownReference,
)
from northing.engine.selection import (
    After,
    Candidate,
    Group,
    MeasureGap,
    Option,
    ProblemError,
    Profile,
    Share,
    evaluate,
)
from northing.engine.selection.errors import ContradictoryCandidate

MID_MONTH = RoleMonth("eng", date(2027, 4, 15))


@pytest.mark.parametrize(
    ("candidates", "error", "words"),
    [
        ((single("a"), single("a")), DuplicateKey, "project 'a' is listed more than once"),
        ((candidate("a", option("x"), option("x")),), DuplicateKey, "option of 'A' 'x'"),
        ((single("a", requires=("b",)),), UnknownReference, "'A' refers to project 'b'"),
        ((single("a", current="gone"),), UnknownReference, "has no option 'gone'"),
        ((candidate("a", option("x", contribution={"m": 1.0})),), UnknownReference, "contributes to measure 'm'"),
        ((single("a", requires=("a",)),), ContradictoryCandidate, "needs or excludes itself"),
        ((single("a", mandatory=True, excluded=True),), ContradictoryCandidate, "is mandatory and excluded"),
        ((single("a", forced_in=True, excluded=True),), ContradictoryCandidate, "is forced in and excluded"),
        ((Candidate("a", "A", mandatory=True),), ContradictoryCandidate, "no option to be in"),
        ((single("a", locked=True, excluded=True, current="as recorded"),), ContradictoryCandidate, "locked in and"),
        ((single("a", cost=nan),), NotANumber, "cost of 'A', option 'as recorded' in FY28 is nan"),
        ((single("a", spills=nan),), NotANumber, "contribution of 'A'"),
        ((single("a", eng=-1),), NegativeAmount, "demand of 'A', option 'as recorded' for 'eng' in Apr 2027 is -1"),
        ((single("a", move_weight=-1.0),), NegativeAmount, "move weight of 'A'"),
        ((single("a", cost=1e300),), OutOfScale, "FY28 is 1e[+]300: beyond 1e[+]18 nothing can be counted"),
        ((candidate("a", option("x", demand={MID_MONTH: 1.0})),), OutOfScale, "for 'eng' is given for 2027-04-15"),
        ((single("a"), single("b", after=(After("a", 10**9),))), OutOfScale, "waits 1000000000 months for 'a': 1200"),
        ((Candidate("a", "A", profile=profile(length=10**9)),), OutOfScale, "takes 1000000000 months: 1200 at most"),
        ((Candidate("a", "A", profile=profile(first_month=13)),), OutOfScale, "begins in month 13: 1 to 12"),
    ],
)  # fmt: skip
def test_what_cannot_mean_anything_is_refused(
    candidates: tuple[Candidate, ...], error: type[ProblemError], words: str
) -> None:
    with pytest.raises(error, match=words):
        problem(*candidates)


def test_limits_and_gaps_have_to_be_amounts() -> None:
    with pytest.raises(NegativeAmount, match="capacity of 'eng' in Apr 2027"):
        problem(capacity={APRIL: -1.0})
    with pytest.raises(NotANumber, match="budget of FY28"):
        problem(budgets={2028: nan})
    with pytest.raises(NegativeAmount, match="gap of measure 'm'"):
        problem(gaps=(MeasureGap("m", "M", "o", -1.0, 1.0),))
    with pytest.raises(NotANumber, match=r"sum to 0\.5, not to 1"):
        problem(gaps=(MeasureGap("m", "M", "o", 1.0, 0.5),))


def timed(**fields: object) -> Candidate:
    return Candidate("a", "A", profile=Profile((date(2027, 4, 1),), **{"months": 3, **fields}))


@pytest.mark.parametrize("text", ["abc", "12", None])
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda text: problem(candidate("a", Option("x", "X", cost={2028: text}))), "cost of 'A', option 'x' in FY28"),
        (lambda text: problem(candidate("a", option("x", score=text))), "score of 'A', option 'x'"),
        (lambda text: problem(single("a", move_weight=text)), "move weight of 'A'"),
        (lambda text: problem(single("a", after=(After("b", text),)), single("b")), "lag of 'A' after 'b'"),
        (lambda text: problem(timed(cost={"": (text,) * 3})), "cost of 'A' in month 1"),
        (lambda text: problem(timed(months=text)), "months of 'A'"),
        (lambda text: problem(timed(first_month=text)), "first month of the fiscal year of 'A'"),
        (lambda text: problem(capacity={APRIL: text}), "capacity of 'eng' in Apr 2027"),
        (lambda text: problem(gaps=(MeasureGap("m", "M", "o", text, 1.0),)), "gap of measure 'm'"),
        (lambda text: problem(theme_shares={"law": Share(text, 1.0)}), "floor of theme 'law'"),
        (lambda text: problem(single("a"), groups=(Group("g", "G", ("a",), text),)), "the least of group 'G'"),
    ],
)
def test_what_is_no_number_is_refused_where_a_number_belongs(make, words, text) -> None:
    with pytest.raises(NotANumber, match=f"^{words} is {text!r}: give a number"):
        make(text)


def test_a_role_has_capacity_in_months_not_on_days() -> None:
    with pytest.raises(OutOfScale, match="capacity for 'eng' is given for 2027-04-15: give the first day"):
        problem(capacity={MID_MONTH: 1.0})
    with pytest.raises(OutOfScale, match="business as usual for 'eng'"):
        problem(capacity={APRIL: 1.0}, business_as_usual={MID_MONTH: 1.0})


def test_what_would_fill_all_memory_is_refused_before_it_is_looked_at() -> None:
    starts = tuple(date(2000 + month // 12, month % 12 + 1, 1) for month in range(1000))
    busy = Profile(starts, 600, demand={"eng": (nan,) * 600})
    crowd = tuple(Candidate(f"p{at}", "P", profile=busy) for at in range(1001))
    with pytest.raises(TooLarge, match="1,001,000 ways to be in are more than 1,000,000"):
        problem(*crowd)
    capacity = {RoleMonth("eng", start): 1.0 for start in starts}
    with pytest.raises(TooLarge, match=r"72,000,000 amounts .* are more than 60,000,000"):
        problem(*crowd[:120], capacity=capacity)
    options = tuple(Option(f"x{at}", "") for at in range(1000))
    with pytest.raises(TooLarge, match="1,001,000 ways to be in are more than 1,000,000"):
        problem(*(Candidate(f"p{at}", "P", options) for at in range(1001)))
    tied = tuple(
        Candidate(f"p{at}", "P", profile=Profile(starts, 3), after=tuple(After(f"p{one}") for one in range(at)))
        for at in range(13)
    )
    with pytest.raises(TooLarge, match=r"exclude takes 79,561,560 numbers, more than 60,000,000: name only"):
        problem(*tied)


def test_a_long_circle_is_told_in_short() -> None:
    ring = [single(f"p{at}", requires=(f"p{(at + 1) % 900}",)) for at in range(900)]
    with pytest.raises(DependencyCycle, match=r"needs 893 more needs p\d+$"):
        problem(*ring)


def test_a_circle_of_needs_is_named() -> None:
    ring = (single("a", requires=("b",)), single("b", requires=("c",)), single("c", requires=("a",)))
    with pytest.raises(DependencyCycle, match="in a circle: ") as caught:
        problem(*ring)
    assert set(caught.value.cycle) == {"a", "b", "c"}
    assert "a needs b" in str(caught.value)


def test_what_leads_into_a_circle_is_not_part_of_it() -> None:
    line = (single("z", requires=("a", "b")), single("a", requires=("b",)), single("b", requires=("c",)))
    assert problem(*line, single("c")).candidate("z").requires == ("a", "b")
    with pytest.raises(DependencyCycle) as caught:
        problem(*line, single("c", requires=("a",)))
    assert sorted(caught.value.cycle) == ["a", "b", "c"]


def test_a_choice_names_options_that_are_there() -> None:
    with pytest.raises(UnknownReference, match="'A' has no option 'x'"):
        evaluate(problem(single("a")), {"a": "x"})


def test_a_candidate_is_found_by_its_key() -> None:
    found = problem(single("a"))
    assert found.candidate("a").name == "A"
    with pytest.raises(UnknownReference, match="'b' is not a candidate"):
        found.candidate("b")
