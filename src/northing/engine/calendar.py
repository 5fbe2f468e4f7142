"""Months and fiscal years as plain arithmetic on dates."""

from __future__ import annotations

import calendar
from datetime import date


def add_months(day: date, months: int) -> date:
    """The same day of another month; a month's last day where that month is shorter (31 Jan + 1 = 28 Feb)."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, calendar.monthrange(year, month0 + 1)[1]))


def months_between(start: date, end: date) -> float:
    """Months from ``start`` to ``end``, counting days within a month as a share of it; negative when end is earlier."""
    whole = (end.year - start.year) * 12 + end.month - start.month
    share = (end.day - start.day) / calendar.monthrange(end.year, end.month)[1]
    return whole + share


def first_of_month(day: date) -> date:
    """The first day of the month of ``day``: how the engine names a month."""
    return day.replace(day=1)


def fiscal_year(day: date, *, first_month: int = 4) -> int:
    """The fiscal year that ``day`` falls in, named by the calendar year in which it ends (FY28 = Apr 2027–Mar 2028)."""
    return day.year + (first_month > 1 and day.month >= first_month)
