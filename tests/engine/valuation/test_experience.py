from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northing.engine.valuation import (
    MOTT_MACDONALD,
    PUBLISHED,
    Metric,
    Outcome,
    ReferenceClass,
    ValuationError,
    class_from,
    optimism_bias,
    track_record,
)
from northing.engine.valuation.errors import (
    NotANumber,
    NothingObserved,
    OutOfScale,
    RangeDoesNotRise,
    UnknownReference,
)

ROADS = next(one for one in PUBLISHED if one.key == "dft-roads")
MIX = {"non-standard buildings": 0.3, "standard buildings": 0.7}


@pytest.mark.parametrize(
    ("kind", "metric", "upper", "lower"),
    [
        ("non-standard buildings", Metric.DURATION, 39, 2), ("non-standard buildings", Metric.CAPITAL, 51, 4),
        ("standard buildings", Metric.DURATION, 4, 1), ("standard buildings", Metric.CAPITAL, 24, 2),
        ("non-standard civil engineering", Metric.DURATION, 25, 3),
        ("non-standard civil engineering", Metric.CAPITAL, 66, 6),
        ("standard civil engineering", Metric.DURATION, 20, 1), ("standard civil engineering", Metric.CAPITAL, 44, 3),
        ("equipment and development", Metric.DURATION, 54, 10), ("equipment and development", Metric.CAPITAL, 200, 10),
        ("outsourcing", Metric.OPERATING, 41, 0),
    ],
)  # fmt: skip
def test_the_table_of_optimism_bias_is_the_published_one(kind: str, metric: Metric, upper: int, lower: int) -> None:
    assert (MOTT_MACDONALD[kind][metric].upper, MOTT_MACDONALD[kind][metric].lower) == (upper / 100, lower / 100)


def test_a_mixed_project_has_the_bias_of_its_parts() -> None:
    capital, duration = (optimism_bias(MIX, metric=metric) for metric in (Metric.CAPITAL, Metric.DURATION))
    assert (capital.used, duration.used) == pytest.approx((0.321, 0.145))
    assert capital.adjusted(1000) == pytest.approx(1321)
    assert capital.words == "add 32.1% to the capital expenditure: upper bound 32.1%, of which 0% is managed"


def test_what_is_managed_lowers_the_bias_down_to_its_floor() -> None:
    half, all_of_it = (optimism_bias(MIX, metric=Metric.CAPITAL, managed_share=share) for share in (0.5, 1))
    assert half.used == pytest.approx(0.1605)
    assert all_of_it.used == pytest.approx(0.026)
    assert all_of_it.words.endswith("not below the lower bound")


@settings(deadline=None)
@given(st.floats(0, 1), st.floats(0, 1))
def test_managing_more_never_raises_the_bias(one: float, other: float) -> None:
    low, high = (optimism_bias(MIX, metric=Metric.CAPITAL, managed_share=share) for share in sorted((one, other)))
    assert high.used <= low.used


@pytest.mark.parametrize(
    ("mix", "managed", "error", "words"),
    [
        ({"castles": 1.0}, 0, UnknownReference, "no bounds for the capital expenditure of 'castles'"),
        ({"outsourcing": 1.0}, 0, UnknownReference, "of 'outsourcing'"),
        ({"standard buildings": 0.5}, 0, OutOfScale, "sum to 0.5"),
        ({"standard buildings": 2}, 0, OutOfScale, "the share of 'standard buildings' is 2"),
        (MIX, 1.1, OutOfScale, "the managed share is 1.1"),
    ],
)
def test_a_mix_that_cannot_be_is_refused(
    mix: dict[str, float], managed: float, error: type[ValuationError], words: str
) -> None:
    with pytest.raises(error, match=words):
        optimism_bias(mix, metric=Metric.CAPITAL, managed_share=managed)


def test_an_uplift_is_the_quantile_that_leaves_the_accepted_chance_of_overrun() -> None:
    assert ROADS.uplift(overrun_chance=0.5) == pytest.approx(0.15)
    assert ROADS.uplift(overrun_chance=0.25) == pytest.approx(0.295)
    assert ROADS.forecast(200, overrun_chance=0.2) == pytest.approx(264)
    assert ROADS.uplift(overrun_chance=0.1) == pytest.approx(0.45)
    wide = class_from("w", name="W", outcome=Outcome.COST, source="own", ratios=[1.0, 1.5, 2.0] * 9)
    assert wide.uplift(overrun_chance=0.9) == wide.ratio(0.1) - 1  # 1 − 0.9 is less than 0.1
    assert (
        ROADS.words
        == "projects like this (roads): cost against estimate P50 +15%, P60 +24%, P70 +27%, P80 +32%, P90 +45%"
    )


@pytest.mark.parametrize(
    ("key", "uplifts"),
    [
        ("dft-roads", (15, 24, 27, 32, 45)),
        ("dft-rail", (40, 45, 51, 57, 68)),
        ("dft-fixed-links", (23, 26, 34, 55, 83)),
    ],
)
def test_the_published_classes_have_the_published_uplifts(key: str, uplifts: tuple[int, ...]) -> None:
    """Flyvbjerg and COWI (2004), table of capital expenditure uplifts at P50 to P90."""
    found = next(one for one in PUBLISHED if one.key == key)
    chances = (0.5, 0.4, 0.3, 0.2, 0.1)
    assert [100 * found.uplift(overrun_chance=chance) for chance in chances] == pytest.approx(uplifts)


def test_nothing_is_guessed_beyond_the_known_quantiles() -> None:
    with pytest.raises(OutOfScale, match="known from P50 to P90, not at P95"):
        ROADS.uplift(overrun_chance=0.05)


def test_a_class_from_few_projects_claims_only_what_they_can_bear() -> None:
    few = class_from("it", name="IT", outcome=Outcome.COST, source="own", ratios=[1.0, 1.2, 3.0])
    assert few.quantiles == pytest.approx({0.25: 1.1, 0.5: 1.2, 0.75: 2.1})
    one = class_from("it", name="IT", outcome=Outcome.COST, source="own", ratios=[1.5])
    assert one.quantiles == {0.5: 1.5}
    assert one.words.startswith("1 project like this")


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: ReferenceClass("a", "A", Outcome.COST, "", {}), NothingObserved),
        (lambda: ReferenceClass("a", "A", Outcome.COST, "", {0.5: 2, 0.8: 1}), RangeDoesNotRise),
        (lambda: ReferenceClass("a", "A", Outcome.COST, "", {50: 2}), OutOfScale),
        (lambda: ReferenceClass("a", "A", Outcome.COST, "", {0.5: float("nan")}), NotANumber),
        (lambda: class_from("a", name="A", outcome=Outcome.COST, source="", ratios=[]), NothingObserved),
        (lambda: class_from("a", name="A", outcome=Outcome.COST, source="", ratios=[-1]), OutOfScale),
        (lambda: track_record({}, outcome=Outcome.COST), NothingObserved),
        (lambda: track_record({"a": []}, outcome=Outcome.COST), NothingObserved),
        (lambda: track_record({"a": [1]}, outcome=Outcome.COST, prior_count=0), OutOfScale),
        (lambda: track_record({"a": [1]}, outcome=Outcome.COST, chances=(80,)), OutOfScale),
        (lambda: track_record({"a": [float("nan")]}, outcome=Outcome.COST), NotANumber),
    ],
)  # fmt: skip
def test_a_class_that_means_nothing_is_refused(make: object, error: type[ValuationError]) -> None:
    with pytest.raises(error):
        make()  # type: ignore[operator]


def test_a_class_with_few_outcomes_is_drawn_towards_all_of_them() -> None:
    found = track_record({"it": [2.0, 2.2, 2.4], "roads": [1.0] * 30, "new": []}, outcome=Outcome.COST)
    it, new = found["it"], found["new"]
    assert it.own_share == pytest.approx(3 / 13)
    assert it.raw_median == 2.2
    assert 1.0 <= it.drawn.ratio(0.5) < 2.2
    assert it.words.startswith("3 similar projects here: median cost +120%; with all others counted in: P50 ")
    assert (new.raw_median, new.count, new.own_share) == (None, 0, 0)
    assert new.words.startswith("no similar project has ended here; all together: P50 +0%")


def test_a_class_with_many_outcomes_stands_by_itself() -> None:
    rng = np.random.default_rng(4)
    own = (1.5 + rng.random(2000)).tolist()
    found = track_record({"own": own, "other": [9.0] * 5}, outcome=Outcome.DURATION)["own"]
    assert found.drawn.ratio(0.5) == pytest.approx(float(np.median(own)), abs=0.02)


@settings(deadline=None)
@given(st.lists(st.floats(0.2, 9), min_size=1, max_size=8), st.lists(st.floats(0.2, 9), min_size=1, max_size=8))
def test_a_drawn_quantile_lies_inside_what_was_seen(own: list[float], others: list[float]) -> None:
    record = track_record({"own": own, "others": others}, outcome=Outcome.COST)["own"]
    for ratio in record.drawn.quantiles.values():
        assert min(own + others) <= ratio <= max(own + others)
