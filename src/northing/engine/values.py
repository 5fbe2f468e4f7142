"""Values that may be known, withheld, not yet planned, not applicable or missing: five different things."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class ValueState(StrEnum):
    """Why a value is there, or why it is not."""

    KNOWN = "known"
    WITHHELD = "withheld"
    NOT_YET_PLANNED = "not_yet_planned"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Value(Generic[T]):
    """One figure, date or word of a source together with its state.

    Attributes:
        state: why ``known`` is filled or empty.
        known: the value; None in every state but ``KNOWN``.
        text: what the source said, verbatim; kept so that nothing is lost.
        basis: the legal or stated ground of a withheld value, such as ``"Section 43 FOI"``.
    """

    state: ValueState
    known: T | None = None
    text: str = ""
    basis: str = ""

    def __post_init__(self) -> None:
        if (self.known is None) == (self.state is ValueState.KNOWN):
            raise ValueError(f"a value is filled exactly when its state is known, not when it is {self.state}")


def known(value: T, text: str = "") -> Value[T]:
    """A value that the source gives."""
    return Value(ValueState.KNOWN, value, text or str(value))


def missing(text: str = "") -> Value[T]:
    """A value that the source leaves out without saying why."""
    return Value(ValueState.MISSING, None, text)
