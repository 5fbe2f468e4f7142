"""What people typed into a form, as values: every field that cannot be kept gets its repair, and none is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TypeVar

from northing.engine.formats.dates import read_date
from northing.engine.formats.values import BadValue, money, number
from northing.engine.values import Value, ValueState
from northing.kernel.errors import Invalid

T = TypeVar("T")

PERCENT = 100
MONEY_REPAIR = "Write an amount such as 12.4m, £3,000 or 950k; leave it empty while nobody knows."
NUMBER_REPAIR = "Write a number, such as −4.5; leave it empty while nobody knows."
DATE_REPAIR = "Write the date as 2028-03-31; leave it empty while nobody knows."
# What is no longer than this is one line: line breaks in it become spaces.
ONE_LINE = 400


class Typed:
    """Reads fields one by one and collects what is wrong; `check` says all of it at once.

    Empty is None: unknown, never zero.
    """

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = fields
        self.errors: dict[str, str] = {}

    def text(self, name: str, *, most: int = 400, missing: str = "") -> str:
        """Trimmed words; ``missing`` is the repair where there must be some."""
        words = self.fields.get(name, "").strip()
        if most <= ONE_LINE:
            words = " ".join(words.split())
        if len(words) > most:
            self.errors[name] = f"Shorten this to {most} characters; it has {len(words)}."
        if not words and missing:
            self.errors[name] = missing
        return words

    def money(self, name: str) -> int | None:
        """Minor currency units: ``12.4m`` → 1_240_000_000."""
        return self._read(name, money, MONEY_REPAIR)

    def number(self, name: str) -> float | None:
        return self._read(name, number, NUMBER_REPAIR)

    def percent(self, name: str) -> float | None:
        """Per cent as a share 0..1: ``60`` and ``60 %`` → 0.6."""
        words = self.fields.get(name, "").strip().removesuffix("%")
        amount = self._read_words(name, words, number, "Write per cent from 0 to 100.")
        if amount is not None and not 0 <= amount <= PERCENT:
            self.errors[name] = "Write per cent from 0 to 100."
            return None
        return None if amount is None else amount / PERCENT

    def whole(self, name: str, *, most: int) -> int | None:
        """A whole number from 0 to ``most``."""
        amount = self.number(name)
        if amount is not None and not (amount.is_integer() and 0 <= amount <= most):
            self.errors[name] = f"Write a whole number from 0 to {most}."
            return None
        return None if amount is None else int(amount)

    def day(self, name: str) -> date | None:
        return self._read(name, read_date, DATE_REPAIR)

    def choice(self, name: str, among: Iterable[str], *, repair: str) -> str:
        """One of the offered words."""
        words = self.fields.get(name, "")
        if words not in among:
            self.errors[name] = repair
        return words

    def check(self) -> None:
        """Let pass what can be kept.

        Raises:
            Invalid: with every repair.
        """
        if self.errors:
            raise Invalid(fields=self.errors)

    def _read(self, name: str, reader: Callable[[object], Value[T]], repair: str) -> T | None:
        return self._read_words(name, self.fields.get(name, "").strip(), reader, repair)

    def _read_words(self, name: str, words: str, reader: Callable[[object], Value[T]], repair: str) -> T | None:
        if not words:
            return None
        try:
            value = reader(words)
        except BadValue as error:
            self.errors[name] = f"{error.problem}. {f'{error.repair}.' if error.fatal else repair}"
            return None
        if value.state is not ValueState.KNOWN:
            self.errors[name] = f"“{words}” is no figure. {repair}"
        return value.known


def amount_text(minor: int | None) -> str:
    """Minor units as they are typed, exactly: 1_240_000_050 → ``12,400,000.50``; unknown is empty."""
    return "" if minor is None else f"{minor / 100:,.2f}".removesuffix(".00")


def number_typed(value: float | None) -> str:
    """A number as it is typed, exactly; unknown is empty."""
    return "" if value is None else f"{value:.12g}"


def percent_typed(share: float | None) -> str:
    """A share 0..1 as per cent without the sign; unknown is empty."""
    return "" if share is None else f"{share * PERCENT:.6g}"
