"""What a portfolio has to keep, by name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """What a portfolio has to keep."""

    BUDGET = "budget"
    CAPACITY = "capacity"
    MUST_BE_IN = "must_be_in"
    EXCLUDED = "excluded"
    LOCKED = "locked"
    REQUIRES = "requires"
    ORDER = "order"
    EXCLUSIVE = "exclusive"
    KIND_BUDGET = "kind_budget"
    RISK = "risk"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    THEME_FLOOR = "theme_floor"
    THEME_CEILING = "theme_ceiling"
    TARGET = "target"


RuleKey = tuple[Rule, str]
"""A rule and the key of what it is about, as in ``Violation``."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule.

    Attributes:
        key: fiscal year, ``role|YYYY-MM``, ``kind|year``, theme, group, objective or project keys joined by ``|``.
        by: minor units, full-time equivalents, exposure, projects or share of a coverage beyond the limit; 1 for a
            rule that is kept or not.
    """

    rule: Rule
    key: str
    words: str
    by: float = 1.0
