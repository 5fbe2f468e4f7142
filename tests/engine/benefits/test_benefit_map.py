from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northing.engine.benefits.map import (
    Attribution,
    BenefitMap,
    MapCycle,
    MapError,
    MapLink,
    at_risk,
    attribute,
    blockers,
    double_counts,
)

PAGE = Path(__file__).parents[3] / "docs" / "formulas" / "benefits.md"
NODES = ("meters", "mains", "training", "leakage", "cost")
EXAMPLE = BenefitMap(
    NODES,
    (
        MapLink("meters", "training", 0.5),
        MapLink("training", "leakage", 0.4),
        MapLink("mains", "leakage", 0.6),
        MapLink("leakage", "cost", 0.5),
    ),
)


def row(beginning: str) -> list[float]:
    """Every number of the value column of the row of docs/formulas/benefits.md that begins so."""
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", PAGE.read_text().split("## Worked example")[1], re.MULTILINE)
    values = next(values for name, values in rows if name.startswith(beginning))
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", values)]


def test_a_value_goes_back_to_what_it_stems_from_along_all_paths() -> None:
    assert [link.share for link in EXAMPLE.links] == row("share of meters")
    found = attribute(EXAMPLE, values=dict(zip(("cost", "leakage"), row("value of cost"), strict=True)))
    assert row("contribution of meters") == pytest.approx([found.by_root["meters"]])
    assert row("contribution of mains") == pytest.approx([found.by_root["mains"]])
    assert row("unattributed") == pytest.approx([found.unattributed])
    assert list(found.by_root) == ["meters", "mains"]


def test_two_full_claims_to_one_saving_are_found_and_counted_once() -> None:
    claims = BenefitMap(("a", "b", "saving"), (MapLink("a", "saving"), MapLink("b", "saving")))
    (found,) = double_counts(claims)
    assert found.words == "a, b together claim 200% of saving: agree on a split; until then each counts less"
    shared = attribute(claims, values={"saving": 80})
    assert shared == Attribution({"a": 40, "b": 40}, 0)
    assert shared.words == "80 of 80 stems from 2 roots; 0 is unattributed"
    assert double_counts(EXAMPLE) == ()


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=6, max_size=6), st.permutations(range(4)), st.floats(1, 1e6))
def test_no_pound_is_lost_or_counted_twice_in_any_order(shares: list[float], order: list[int], value: float) -> None:
    nodes = ("a", "b", "c", "d")
    pairs = [(x, y) for at, x in enumerate(nodes) for y in nodes[at + 1 :]]
    links = tuple(MapLink(*pair, share) for pair, share in zip(pairs, shares, strict=True))
    found = attribute(BenefitMap(tuple(nodes[at] for at in order), links), values={"d": value})
    assert sum(found.by_root.values()) + found.unattributed == pytest.approx(value)


def test_the_value_at_risk_is_what_stems_from_troubled_projects() -> None:
    values = {"cost": 1000, "leakage": 100}
    assert at_risk(EXAMPLE, values=values, troubled=["mains"]) == pytest.approx(600 * 0.6)
    assert at_risk(EXAMPLE, values=values, troubled=["mains", "leakage"]) == pytest.approx(600)
    assert at_risk(EXAMPLE, values=values, troubled=[]) == 0


def test_a_late_benefit_is_blocked_by_the_first_late_thing_on_each_path() -> None:
    late = ["meters", "training", "mains", "cost"]
    assert blockers(EXAMPLE, node="cost", late=late) == (
        ("meters", "training", "leakage", "cost"),
        ("mains", "leakage", "cost"),
    )
    assert blockers(EXAMPLE, node="cost", late=["cost"]) == ()


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: BenefitMap(("a", "a"), ()), MapError, "more than once"),
        (lambda: BenefitMap(("a",), (MapLink("a", "x"),)), MapError, "'x', which is not in"),
        (lambda: BenefitMap(("a", "b"), (MapLink("a", "b", 1.5),)), MapError, "share of 'a' in 'b' is 1.5"),
        (lambda: BenefitMap(("a", "b"), (MapLink("a", "b"), MapLink("a", "b"))), MapError, "two links"),
        (lambda: BenefitMap(("a", "b"), (MapLink("a", "b"), MapLink("b", "a"))), MapCycle, "in a circle"),
        (lambda: attribute(EXAMPLE, values={"x": 1}), MapError, "a value for 'x'"),
        (lambda: attribute(EXAMPLE, values={"cost": float("nan")}), MapError, "the value of 'cost' is nan"),
        (lambda: attribute(EXAMPLE, values={"cost": 1e300}), MapError, "look at its unit"),
        (lambda: blockers(EXAMPLE, node="x", late=()), MapError, "'x' is not in"),
    ],
)
def test_a_map_that_means_nothing_is_refused(make: object, error: type[MapError], words: str) -> None:
    with pytest.raises(error, match=words):
        make()  # type: ignore[operator]
