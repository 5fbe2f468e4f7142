"""The ledger as rows: filtered, sorted and summed, the same for the page and its exports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from northing.benefits.models import Benefit

CASHABLE, OWNERLESS, UNDATED = "cashable", "ownerless", "undated"
SHOWS = {CASHABLE: "Cashable", OWNERLESS: "Without an owner", UNDATED: "Without a date"}


@dataclass(frozen=True, slots=True)
class Filter:
    """What the ledger is narrowed to; empty words do not narrow.

    Attributes:
        show: one of ``SHOWS``.
    """

    q: str = ""
    unit: str = ""
    measure: str = ""
    show: str = ""
    sort: str = "project"

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Filter:
        """From a query string; unknown names are ignored."""
        return cls(**{name: query.get(name, "").strip() for name in cls.__slots__ if query.get(name)})

    @property
    def is_narrowing(self) -> bool:
        return bool(self.q or self.unit or self.measure or self.show)


def narrowed(rows: Iterable[Benefit], by: Filter) -> list[Benefit]:
    """The benefits that fit every word of the filter, sorted; those without the sorted figure last."""
    fitting = [row for row in rows if _fits(row, by)]
    key = SORTS.get(by.sort.lstrip("-"), SORTS["project"])
    known = sorted((row for row in fitting if key(row) is not None), key=lambda row: (key(row), row.pk))
    return (known[::-1] if by.sort.startswith("-") else known) + [row for row in fitting if key(row) is None]


SORTS: dict[str, Callable[[Benefit], Any]] = {
    "project": lambda row: row.component.name.casefold(),
    "measure": lambda row: row.measure.key,
    "start": lambda row: row.start_date,
    "confidence": lambda row: row.confidence,
    "owner": lambda row: row.owner.name if row.owner else None,
    "cashable": lambda row: row.cashable,
}


def _fits(row: Benefit, by: Filter) -> bool:
    owner = row.owner.name if row.owner else ""
    words = f"{row.component.key} {row.component.name} {row.measure} {row.name} {owner} {row.claim}".casefold()
    return (
        all(word in words for word in by.q.casefold().split())
        and by.unit in ("", row.component.unit.key)
        and by.measure in ("", row.measure.key)
        and _shows(row, by.show)
    )


def _shows(row: Benefit, show: str) -> bool:
    wanted = {CASHABLE: row.cashable is not None, OWNERLESS: row.owner is None, UNDATED: row.start_date is None}
    return wanted.get(show, True)


@dataclass(frozen=True, slots=True)
class Cash:
    """Cashable savings a year in minor currency units: as claimed, and counted once for each measure and pot."""

    claimed: int
    once: int


def cash_of(rows: Iterable[Benefit]) -> Cash:
    """What the benefits claim together; of several claims on one pot of one measure only the largest counts."""
    claimed, pots = 0, dict[tuple[object, ...], int]()
    for row in rows:
        amount = row.cashable or 0
        claimed += amount
        pot = (row.measure_id, row.claim.casefold()) if row.claim else (row.pk,)
        pots[pot] = max(pots.get(pot, 0), amount)
    return Cash(claimed, sum(pots.values()))
