"""Something runs against a value that the plan states (standard C7, cultural anomaly)."""

from __future__ import annotations

from collections.abc import Iterator

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Parameter, Rule, Severity, Tab
from northing.engine.alignment.findings.parts import Part
from northing.engine.governance import Influence

KEY = "value_clash"
LOWEST_RATING = -3


def check(look: Look, *, lowest_rating: float = LOWEST_RATING) -> Iterator[Finding]:
    """One finding for each policy, incentive or trait that is rated to run against a value of the plan."""
    stated = {_bare(value): value for value in look.snapshot.plan.values}
    for influence in look.snapshot.influences:
        if influence.rating <= lowest_rating and _bare(influence.value) in stated:
            yield _finding(look, influence, value=stated[_bare(influence.value)])


def _bare(value: str) -> str:
    return " ".join(value.casefold().split())


def _finding(look: Look, influence: Influence, *, value: str) -> Finding:
    evidence = f": {influence.evidence}" if influence.evidence else ""
    return Finding(
        KEY,
        Severity.MEDIUM,
        f"The plan states “{value}”, and the {influence.kind} “{influence.name}” runs against it.",
        (
            look.plan_fact(f"“{value}” is a value of the organisation", kind="value", key=value),
            Fact(
                f"“{influence.name}” is rated {words.number(influence.rating)} for it{evidence}",
                influence.source or "Influences on values",
                influence.seen_on,
                "influence",
                influence.key,
            ),
        ),
        stake_words="People do what is rewarded, not what is stated",
        repair=f"Change the {influence.kind}, or stop stating the value.",
    )


RULE = Rule(
    KEY,
    "Value contradicted",
    Tab.BEHAVIOUR,
    "The plan states a value, and a policy, an incentive or a habit is rated to run against it. It is about "
    "the organisation, never about a person.",
    check,
    (Parameter("lowest_rating", LOWEST_RATING, "rating at or below which an influence runs against a value"),),
    reads=frozenset({Part.INFLUENCES, Part.PLAN}),
)
