from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northing.engine.benefits.realisation import Point, TrajectoryError, realisation

START, MIDDLE, END = date(2027, 1, 1), date(2027, 7, 20), date(2028, 2, 5)  # 200 days each
DOWN = (Point(START, 100), Point(MIDDLE, 90), Point(END, 60))
TODAY = date(2027, 12, 31)


def test_a_reading_is_compared_with_the_trajectory_on_its_day() -> None:
    found = realisation(DOWN, readings=[Point(MIDDLE, 92)], as_of=TODAY)
    assert (found.as_of, found.planned_share, found.actual_share) == (MIDDLE, 0.25, 0.2)
    assert found.rate == pytest.approx(0.8)
    assert found.reached == date(2029, 9, 27)
    assert found.late_days == 600
    assert found.words == (
        "20% has arrived where 25% was planned; at the pace so far the target is reached on 2029-09-27, 600 days late"
    )


def test_a_target_that_was_reached_is_reached_on_the_day_of_the_reading() -> None:
    found = realisation(DOWN, readings=[Point(MIDDLE, 55)], as_of=TODAY)
    assert (found.reached, found.late_days) == (MIDDLE, -200)
    assert found.words.endswith("200 days early")
    assert realisation(DOWN, readings=[Point(END, 60)], as_of=END).words.endswith("on time")


@pytest.mark.parametrize("level", [100, 104, 99.999])
def test_a_measure_that_hardly_moves_never_reaches_the_target(level: float) -> None:
    found = realisation(DOWN, readings=[Point(MIDDLE, level)], as_of=TODAY)
    assert (found.reached, found.late_days) == (None, None)
    assert found.words.endswith("at the pace so far the target is never reached")


def test_without_a_reading_nothing_is_known() -> None:
    found = realisation(DOWN, readings=[Point(START, 100), Point(END, 60)], as_of=MIDDLE)
    assert (found.rate, found.actual_share) == (None, None)
    assert found.words == "unknown: nobody has read the measure since the baseline"


def test_before_anything_was_planned_to_arrive_there_is_no_rate() -> None:
    flat = (Point(START, 0), Point(MIDDLE, 0), Point(END, 10))
    assert realisation(flat, readings=[Point(date(2027, 3, 1), 1)], as_of=TODAY).rate is None


@settings(deadline=None)
@given(st.floats(0.01, 1000), st.floats(61, 99))
def test_the_unit_of_the_measure_changes_nothing(unit: float, level: float) -> None:
    one = realisation(DOWN, readings=[Point(MIDDLE, level)], as_of=TODAY)
    scaled = tuple(Point(point.date, point.level * unit) for point in DOWN)
    other = realisation(scaled, readings=[Point(MIDDLE, level * unit)], as_of=TODAY)
    assert other.rate == pytest.approx(one.rate)
    assert (other.reached is None) == (one.reached is None)


@pytest.mark.parametrize(
    ("trajectory", "words"),
    [
        (DOWN[:1], "two points or more"),
        ((DOWN[1], DOWN[0]), "must rise"),
        ((DOWN[0], Point(END, float("nan"))), "is nan"),
        ((DOWN[0], Point(END, -1e300)), "look at its unit"),
        ((DOWN[0], Point(END, 100)), "nothing to realise"),
    ],
)
def test_a_trajectory_that_means_nothing_is_refused(trajectory: tuple[Point, ...], words: str) -> None:
    with pytest.raises(TrajectoryError, match=words):
        realisation(trajectory, readings=[], as_of=TODAY)
