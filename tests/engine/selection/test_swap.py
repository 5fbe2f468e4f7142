from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.selection.instances import APRIL, candidate, option, problem, single
from engine.selection.test_properties import wide_problems
from engine.selection.timed import portfolio
from northing.engine.selection import Choice, SelectionProblem, evaluate
from northing.engine.selection.swap import Standing

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def agree(of: SelectionProblem, choice: Choice) -> None:
    """Each change of one project, as the checker sees it and as the sums say."""
    standing, before = Standing.of(of, choice), {(v.rule, v.key): v.by for v in evaluate(of, choice).violations}
    for one in of.candidates:
        for key in (None, *one.option_keys):
            exact = evaluate(of, {**choice, one.key: key})
            found = standing.swapped(one, one.option(key))
            new = [v for v in exact.violations if v.by > before.get((v.rule, v.key), 0.0) + 1e-9]
            assert [(v.rule, v.key, v.words) for v in found.breaks] == [(v.rule, v.key, v.words) for v in new]
            assert [v.by for v in found.breaks] == pytest.approx([v.by for v in new])
            assert found.value == pytest.approx(exact.value, abs=1e-12)
            assert found.total_cost == pytest.approx(exact.total_cost)
            assert found.coverage == pytest.approx(exact.coverage)
            assert found.contribution == pytest.approx(exact.contribution)


@SLOW
@given(of=wide_problems(), seed=st.integers(0, 999))
def test_the_sums_agree_with_the_checker_on_every_change(of: SelectionProblem, seed: int) -> None:
    draw = Random(seed)
    agree(of, {one.key: draw.choice((None, *one.option_keys)) for one in of.candidates})


def test_a_limit_that_stays_exceeded_by_as_much_is_not_exceeded_further() -> None:
    tank, wick = single("tank", risk=1 / 3), single("wick", risk=1 / 3)
    other = candidate("other", option("now", risk=1 / 3), option("later", risk=1 / 3))
    of = problem(tank, wick, other, single("big", risk=2.0), risk_cap=2.0)
    agree(of, {"tank": "as recorded", "wick": "as recorded", "other": "now", "big": "as recorded"})


def test_they_agree_where_starts_are_chosen() -> None:
    of, draw = portfolio(12, seed=5, starts=4), Random(5)
    agree(of, {one.key: draw.choice((None, *one.option_keys)) for one in of.candidates})


def test_what_is_broken_no_further_is_not_named() -> None:
    of = problem(single("tank", eng=4), single("wick", eng=2, cost=5), capacity={APRIL: 3.0}, budgets={2028: 4.0})
    found = Standing.of(of, {"tank": "as recorded"})
    wick = of.candidate("wick")
    assert [one.words for one in found.swapped(wick, wick.options[0]).breaks] == [
        "budget FY28 is exceeded by £0.01",
        "role design engineer Apr 2027 is short by 3 FTE",
    ]
    assert found.swapped(of.candidate("tank"), None).breaks == ()
