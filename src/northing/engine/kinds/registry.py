"""The kinds by name; a kind's module is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import Any, get_type_hints

from northing.engine.effort import DEFAULT_EFFORT, Effort
from northing.engine.errors import ProblemError, TooLarge
from northing.engine.formats.errors import UnreadableFile
from northing.engine.formats.plain import Reader
from northing.engine.kinds.model import Answer

KINDS: Mapping[str, str] = {
    "selection": "selection:selection",
    "recalibration": "selection:recalibration",
    "why-not": "selection:why_it_is_out",
    "conflict": "selection:conflict",
    "frontier": "trade:efficient",
    "trade-off": "trade:trade_off",
    "prices": "trade:shadow_prices",
    "worth": "margin:worth",
    "tipping-cost": "trade:at_what_cost",
    "tipping-weight": "margin:at_what_weight",
    "why-now": "margin:why_now",
    "explanation": "portfolio:explanation",
    "evaluation": "portfolio:evaluation",
    "coverage": "alignment:coverage",
    "findings": "alignment:findings",
    "pairwise": "prioritization:pairwise",
    "group": "order:group",
    "best-worst": "prioritization:best_worst",
    "swing": "prioritization:swing",
    "rank-order": "prioritization:rank_order",
    "scoring": "prioritization:scoring",
    "acceptability": "prioritization:acceptability",
    "tipping": "prioritization:tipping",
    "dominance": "order:dominance",
    "wsjf": "order:wsjf",
    "cost-of-delay": "order:cost_of_delay",
    "valuation": "valuation:valuation",
    "cash-flow-simulation": "valuation:simulation",
    "tornado": "valuation:tornado",
    "switching-values": "valuation:switching",
    "commercial-value": "outside:commercial_value",
    "real-option": "outside:option",
    "optimism-bias": "outside:bias",
    "track-record": "outside:record",
    "earned-value": "progress:earned_value",
    "attribution": "progress:attribution",
    "realisation": "progress:benefit",
    "late-benefits": "progress:late_benefits",
    "critical-path": "scheduling:critical_path",
    "schedule": "scheduling:schedule",
    "level": "scheduling:level",
    "schedule-quality": "scheduling:quality",
    "schedule-risk": "risk:schedule_risk",
    "schedule-risk-difference": "risk:schedule_risk_difference",
    "capacity": "capacity:capacity",
}
"""Module and function of each kind; the function's type hints say what its problem and options are."""

MOST_WAYS = 1_000_000
"""Binaries of a selection: 5,000 projects with 36 starts have 180,000."""

FIELDS = {"kind", "problem", "options"}


class UnknownKind(ProblemError):
    """Nothing here solves that kind of problem."""


def kinds() -> dict[str, str]:
    """Every kind with one sentence about it."""
    return {kind: (_function(kind).__doc__ or "").strip() for kind in KINDS}


def answer(document: Mapping[str, Any], *, effort: Effort = DEFAULT_EFFORT) -> Answer:
    """Read, solve and check one problem.

    Args:
        document: ``{"kind": …, "problem": {…}, "options": {…}}``; options may be left out.
        effort: how long and how exactly.

    Raises:
        UnreadableFile: naming the place of what cannot be read (``problem.candidates[3].options[0].cost.2028``).
        ProblemError: what was read is invalid, as one of its named kinds.
    """
    function = _function(_kind_of(document))
    _require_size(document.get("problem"))
    hints = get_type_hints(function)
    reader = Reader(_variants())
    problem = reader.read(hints["problem"], document.get("problem"), "problem")
    options = reader.read(hints["options"], document.get("options", {}), "options")
    return function(problem, options, effort)


def _require_size(problem: Any) -> None:
    """Refuse more ways of being in than any portfolio can be chosen from, before each of them is read.

    Raises:
        TooLarge: with how many there are.
    """
    candidates = problem.get("candidates") if isinstance(problem, Mapping) else None
    known = [one for one in candidates if isinstance(one, Mapping)] if isinstance(candidates, list) else []
    ways = sum(_length(one.get("options")) + _length(_within(one.get("profile"), "starts")) for one in known)
    if ways > MOST_WAYS:
        raise TooLarge(
            f"the candidates can be in in {ways:,} ways, and a portfolio can be chosen from {MOST_WAYS:,} at most: "
            "give fewer starts or options, or quarters instead of months"
        )


def _within(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else None


def _length(value: Any) -> int:
    return len(value) if isinstance(value, list) else 0


def _kind_of(document: Mapping[str, Any]) -> str:
    if not isinstance(document, Mapping):
        raise UnreadableFile("the file", "an object with kind and problem is expected", 'Begin with {"kind": …')
    if unknown := sorted(set(document) - FIELDS):
        raise UnreadableFile("the file", f"unknown field {unknown[0]!r}", "Only kind, problem and options stand here")
    if "kind" not in document:
        raise UnreadableFile("the file", "the field 'kind' is not there", f"Give one of {', '.join(KINDS)}")
    kind = str(document["kind"])
    if kind not in KINDS:
        close = get_close_matches(kind, KINDS, n=1)
        meant = f"; did you mean {close[0]!r}?" if close else "."
        raise UnknownKind(f"kind: {kind!r:.80} is not known{meant} The kinds are {', '.join(KINDS)}")
    return kind


def _function(kind: str) -> Callable[..., Answer]:
    module, name = KINDS[kind].split(":")
    found: Callable[..., Answer] = getattr(import_module(f"northing.engine.kinds.{module}"), name)
    return found


def _variants() -> dict[Any, tuple[type, ...]]:
    """What can stand where a type hint names a protocol."""
    prioritization, valuation, risk = (
        import_module(f"northing.engine.{name}") for name in ("prioritization", "valuation", "risk")
    )
    estimates = import_module("northing.engine.valuation.estimates")
    return {
        prioritization.ValueFunction: (prioritization.Linear, prioritization.Exponential, prioritization.Piecewise),
        estimates.Estimate: (
            valuation.Fixed,
            valuation.Triangular,
            valuation.Pert,
            valuation.Quantiles,
            risk.LogNormal,
            risk.Uniform,
        ),
    }
