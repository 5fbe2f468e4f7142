"""What a rule is and what it finds: two facts that cannot both be meant, with their sources and dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from northing.engine.alignment.findings.parts import EVERYTHING, Part


class Severity(StrEnum):
    """How much depends on a finding."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Tab(StrEnum):
    """Where a rule's findings are listed."""

    CONTRADICTIONS = "contradictions"
    MISALIGNMENT = "misalignment"
    DATA_QUALITY = "data_quality"
    BEHAVIOUR = "behaviour"


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the two sides, as its source says it.

    Attributes:
        date: when the source said so, or the day that the fact is about; None when it is not dated.
        kind, key: what it is a fact about (``project``, ``PRJ-013``).
    """

    text: str
    source: str
    date: date | None
    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Two facts that contradict each other, what is at stake, and what would repair it.

    Attributes:
        rule: key of the rule.
        components, objectives: keys of everything that it names; who may not see one of them does not see the finding.
        unit: key of the organisation unit that answers for it.
        stake_money: minor currency units that hang on it; None when it is not about money.
        stake_people: full-time equivalents or people that hang on it; None when it is not about people.
        stake_words: the stake as a reader says it.
    """

    rule: str
    severity: Severity
    sentence: str
    facts: tuple[Fact, Fact]
    components: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    unit: str | None = None
    stake_money: int | None = None
    stake_people: float | None = None
    stake_words: str = ""
    repair: str = ""

    @property
    def fingerprint(self) -> str:
        """The same for the same contradiction, whatever its figures are today."""
        subjects = sorted({(fact.kind, fact.key) for fact in self.facts})
        named = (sorted(self.components), sorted(self.objectives))
        return sha256(repr((self.rule, subjects, named)).encode()).hexdigest()


Check = Callable[..., Iterable[Finding]]
"""``check(look)``, or ``check(look, project)`` for a rule that looks at one component at a time."""


class Scope(StrEnum):
    """What one evaluation of a rule looks at."""

    WHOLE = "whole"
    COMPONENT = "component"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that a rule compares with: the keyword of its check that carries it, and what it means."""

    name: str
    value: float
    meaning: str

    @property
    def text(self) -> str:
        """The number as it stands in the documentation, never rounded."""
        return f"{self.value:g}"


Near = Callable[..., Iterable[str]]
"""``near(look, component)``: keys of components."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A named check, with what it means in a sentence or two.

    Attributes:
        parameters: what the check compares with when nothing else is given.
        scope: ``COMPONENT`` when the check looks at one planned component at a time and what it finds names that
            component first.
        reads: parts of the snapshot that can change what it finds; the frame always can.
        near: of a ``COMPONENT`` rule: for a component that was touched, all components that may find otherwise now.
    """

    key: str
    name: str
    tab: Tab
    explanation: str
    check: Check
    parameters: tuple[Parameter, ...] = ()
    scope: Scope = Scope.WHOLE
    reads: frozenset[Part] = EVERYTHING
    near: Near | None = None

    def __repr__(self) -> str:
        """Its key alone: with every field, the signature of ``find`` would fill pages of help."""
        return f"<Rule {self.key}>"
