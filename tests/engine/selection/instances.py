"""Small selection problems, and the slow but certain way to solve them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

from hypothesis import strategies as st

from northing.engine.alignment.strain import RoleMonth
from northing.engine.selection import Candidate, Choice, Evaluation, MeasureGap, Option, SelectionProblem, evaluate

APRIL = RoleMonth("eng", date(2027, 4, 1))
MAY = RoleMonth("eng", date(2027, 5, 1))
SPILLS = MeasureGap("spills", "Spills", "o2", gap=100.0, weight=1.0, unit="spills/yr")
MILLION = 100_000_000


def option(key: str = "as recorded", *, cost: float = 0, spills: float = 0, eng: float = 0, **fields: object) -> Option:
    values = {
        "cost": {2028: cost} if cost else {},
        "demand": {APRIL: eng} if eng else {},
        "contribution": {"spills": spills} if spills else {},
    }
    return Option(key, key, **{**values, **fields})


def candidate(key: str, *options: Option, **fields: object) -> Candidate:
    return Candidate(key, key.capitalize(), options, **fields)


def single(key: str, *, cost: float = 0, spills: float = 0, eng: float = 0, **fields: object) -> Candidate:
    own = {name: fields.pop(name) for name in ("kinds", "score", "npv", "risk") if name in fields}
    return candidate(key, option(cost=cost, spills=spills, eng=eng, **own), **fields)


def problem(*candidates: Candidate, **fields: object) -> SelectionProblem:
    return SelectionProblem(candidates, **{"gaps": (SPILLS,), "role_names": {"eng": "design engineer"}, **fields})


def every_choice(of: SelectionProblem) -> Iterator[tuple[Choice, Evaluation]]:
    ways = [(None, *one.option_keys) for one in of.candidates]
    for chosen in product(*ways):
        choice = dict(zip((one.key for one in of.candidates), chosen, strict=True))
        yield choice, evaluate(of, choice)


def allowed(of: SelectionProblem) -> list[Evaluation]:
    return [found for _, found in every_choice(of) if not found.violations]


@st.composite
def problems(draw: st.DrawFn, *, most: int = 6) -> SelectionProblem:
    keys = [f"p{index}" for index in range(draw(st.integers(1, most)))]
    gaps = draw(st.sampled_from([((60.0, 0.5), (40.0, 0.5)), ((50.0, 0.75), (0.0, 0.25)), ((80.0, 1.0), (30.0, 0.0))]))
    measures = tuple(MeasureGap(f"m{at}", f"M{at}", "o", gap, weight) for at, (gap, weight) in enumerate(gaps))
    candidates = []
    for index, key in enumerate(keys):
        options = tuple(_option(draw, at) for at in range(draw(st.integers(1, 2))))
        others = st.lists(st.sampled_from(keys[:index]), max_size=1) if index else st.just([])
        current = draw(st.sampled_from([None, *(found.key for found in options)]))
        rule = draw(st.sampled_from(["", "", "", "", "mandatory", "excluded", "locked"]))
        rules = {rule: True} if rule else {}
        fields = {"current": current, "requires": tuple(draw(others)), "excludes": tuple(draw(others)), **rules}
        candidates.append(Candidate(key, key.upper(), options, **fields))
    budgets = {2028: float(draw(st.integers(0, 60))), 2029: float(draw(st.integers(0, 60)))}
    capacity = {APRIL: float(draw(st.integers(0, 8)))}
    return SelectionProblem(tuple(candidates), measures, budgets, capacity)


def _option(draw: st.DrawFn, at: int) -> Option:
    amount = st.integers(-15, 40).map(float)
    return Option(
        f"o{at}",
        f"option {at}",
        shift_months=3 * at,
        cost={2028: float(draw(st.integers(0, 20))), 2029: float(draw(st.integers(0, 20)))},
        demand={APRIL: float(draw(st.integers(0, 3)))},
        contribution={"m0": draw(amount), "m1": draw(amount)},
        finish=draw(st.sampled_from([None, date(2028, 1, 1), date(2028, 6, 1), date(2029, 1, 1)])),
    )
