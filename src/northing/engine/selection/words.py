"""How selection says amounts, rules and options."""

from __future__ import annotations

from collections.abc import Mapping

from northing.engine.alignment.strain import RoleMonth
from northing.engine.selection.candidates import BudgetLine
from northing.engine.words import currency_symbol

MILLION, THOUSAND = 1e8, 1e5


def exact_money(minor: float, *, currency: str) -> str:
    """Minor units as £1.25m, £340k or £12.00: finer than ``words.money``, so that it hides nothing a limit turns on."""
    sign, size = f"{'−' if minor < 0 else ''}{currency_symbol(currency)}", abs(minor)
    if size >= MILLION:
        return f"{sign}{size / MILLION:,.2f}m"
    return f"{sign}{size / THOUSAND:,.0f}k" if size >= THOUSAND else f"{sign}{size / 100:,.2f}"


def points(value: float) -> str:
    """A part of the value (0..1) in percentage points of alignment."""
    return f"{100 * value:.2f} points"


def budget_name(year: int) -> str:
    """``budget FY28``."""
    return f"budget FY{year % 100:02d}"


def kind_budget_name(line: BudgetLine) -> str:
    """``capex budget FY28``."""
    return f"{line.kind} {budget_name(line.year)}"


def capacity_name(at: RoleMonth, *, names: Mapping[str, str]) -> str:
    """``role design engineer Mar 2027``."""
    return f"role {names.get(at.role, at.role)} {at.month:%b %Y}"


def capacity_key(at: RoleMonth) -> str:
    """``engineer|2027-03``."""
    return f"{at.role}|{at.month:%Y-%m}"


def months(shift: int) -> str:
    """``4 months later``, ``1 month earlier``."""
    unit = "month" if abs(shift) == 1 else "months"
    return f"{abs(shift)} {unit} {'later' if shift > 0 else 'earlier'}"
