"""Dates as people write them in cells, with the order of day and month taken from the whole column."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from northing.engine.calendar import add_months
from northing.engine.formats.states import state_of
from northing.engine.formats.values import BadValue
from northing.engine.values import Value, known

_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ISO = re.compile(r"^(\d{4})[-./](\d{1,2})(?:[-./](\d{1,2}))?(?:[T ]\d{1,2}:\d\d.*)?$")
_COMPACT = re.compile(r"^(19|20)(\d\d)(0[1-9]|1[0-2])([0-3]\d)$")
_NUMBERS = re.compile(r"^(\d{1,2})\s*[./\- ]\s*(\d{1,2})\s*[./\- ]\s*(\d{4}|\d{2})(?:\s+\d{1,2}:\d\d.*)?$")
_HALF = re.compile(r"^(\d{1,2})[./](\d{1,2})[./]?$")
_DAY_MONTH = re.compile(
    rf"^(?:[a-z]+day,?\s+)?(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s\-./]+({_NAME})\.?,?[\s\-./]+'?(\d{{4}}|\d\d)$"
)
_MONTH_DAY = re.compile(rf"^(?:[a-z]+day,?\s+)?({_NAME})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})$")
_MONTH_YEAR = re.compile(rf"^({_NAME})\.?[\s,\-./]+'?(\d{{4}}|\d\d)$")
_YEAR_MONTH = re.compile(r"^(\d{1,2})[./](\d{4})$")
_QUARTER = re.compile(
    r"^(?:q([1-4])|([1-4])q|quarter ([1-4]))[\s,\-/]*(?:of\s+)?(fy)?\s*'?(\d{4}|\d\d)(?:[/\-–](\d\d|\d{4}))?$"
)
_QUARTER_LATE = re.compile(r"^(fy)?\s*'?(\d{4})(?:[/\-–](\d\d|\d{4}))?[\s,\-/]*q([1-4])$")
_FISCAL = re.compile(r"^(?:fy|fiscal year|financial year)?\s*'?(\d{4}|\d\d)\s*[/\-–]\s*(\d{4}|\d\d)$")
_YEAR = re.compile(r"^(?:(fy|fiscal year|financial year)\s*'?(\d\d|\d{4})|(\d{4}))$")
_EPOCH = date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)  # 1954 to 2119
_YEARS = range(1900, 2200)
_PIVOT = 70
"""Years of two digits below this are in the 2000s, the others in the 1900s."""


class Order(StrEnum):
    """Which of two numbers comes first in ``03/04/2027``."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    UNDECIDED = "undecided"


class End(StrEnum):
    """Which day a bare month, quarter or year stands for."""

    FIRST = "first"
    LAST = "last"


def order_of(cells: Iterable[object]) -> Order:
    """The order in a column: a first number above 12 is a day, a second one too; points mean day first."""
    first = second = points = 0
    for cell in cells:
        if isinstance(cell, str) and (found := _NUMBERS.match(cell.strip())):
            first += int(found[1]) > 12  # noqa: PLR2004 — months
            second += int(found[2]) > 12  # noqa: PLR2004 — months
            points += "." in cell
    if first == second:
        return Order.DAY_FIRST if points else Order.UNDECIDED
    return Order.DAY_FIRST if first > second else Order.MONTH_FIRST


def read_date(
    cell: object, *, order: Order = Order.DAY_FIRST, end: End = End.LAST, first_month: int = 4
) -> Value[date]:
    """A cell as a date.

    Args:
        cell: text, a typed date or a spreadsheet's serial number.
        order: of day and month in numbers; undecided is taken as day first.
        end: the day that a bare month, quarter or year stands for.
        first_month: in which fiscal years begin, for ``FY 2023-24`` and ``Q2 2019/20``.

    Raises:
        BadValue: naming the repair (``April has 30 days``).
    """
    if isinstance(cell, date):
        return known(_sane(cell, str(cell)), cell.isoformat())
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return known(_serial(cell), str(cell))
    text = str(cell)
    if state := state_of(text):
        return state
    clean = " ".join(text.replace("\u00a0", " ").casefold().split())
    return known(_sane(_parsed(clean, text, order, end, first_month), text), text)


def _parsed(clean: str, text: str, order: Order, end: End, first_month: int) -> date:
    found = _exact(clean, text, order) or _period(clean, end, first_month)
    if found:
        return found
    if _HALF.match(clean):
        raise BadValue(f"“{text:.40}” has no year", "Write the date as 2028-03-31", fatal=True)
    if clean.isdecimal() and int(clean) in _SERIALS:
        return _serial(int(clean))
    raise BadValue(f"“{text:.80}” is no date", "Write the date as 2028-03-31")


def _exact(clean: str, text: str, order: Order) -> date | None:
    if found := _ISO.match(clean):
        return _day(int(found[1]), int(found[2]), int(found[3]), text) if found[3] else None
    if found := _COMPACT.match(clean):
        return _day(int(found[1] + found[2]), int(found[3]), int(found[4]), text)
    if found := _NUMBERS.match(clean):
        one, two = int(found[1]), int(found[2])
        day, month = (two, one) if order is Order.MONTH_FIRST else (one, two)
        if month > 12 >= day:  # noqa: PLR2004 — months; only the other order is possible
            day, month = month, day
        return _day(_year(found[3]), month, day, text)
    if found := _DAY_MONTH.match(clean):
        return _day(_year(found[3]), _MONTHS[found[2]], int(found[1]), text)
    if found := _MONTH_DAY.match(clean):
        return _day(_year(found[3]), _MONTHS[found[1]], int(found[2]), text)
    return None


def _period(clean: str, end: End, first_month: int) -> date | None:
    """A month, quarter or year as its first or last day."""
    if found := _MONTH_YEAR.match(clean):
        return _within(_year(found[2]), _MONTHS[found[1]], 1, end)
    if (found := _YEAR_MONTH.match(clean)) and 1 <= int(found[1]) <= 12:  # noqa: PLR2004 — months
        return _within(int(found[2]), int(found[1]), 1, end)
    if (found := _ISO.match(clean)) and 1 <= int(found[2]) <= 12:  # noqa: PLR2004 — months
        return _within(int(found[1]), int(found[2]), 1, end)
    if found := _QUARTER.match(clean):
        quarter = int(found[1] or found[2] or found[3])
        return _quarter(_year(found[5]), quarter, end, _fiscal_start(found[4], found[6], first_month))
    if found := _QUARTER_LATE.match(clean):
        return _quarter(int(found[2]), int(found[4]), end, _fiscal_start(found[1], found[3], first_month))
    return _whole_year(clean, end, first_month)


def _whole_year(clean: str, end: End, first_month: int) -> date | None:
    if (found := _FISCAL.match(clean)) and (_year(found[2]) - _year(found[1])) % 100 == 1:
        return _within(_year(found[1]), first_month, 12, end)
    if not (found := _YEAR.match(clean)) or _year(found[2] or found[3]) not in _YEARS:
        return None
    return _fiscal_year(_year(found[2]), end, first_month) if found[1] else _within(int(found[3]), 1, 12, end)


def _fiscal_year(year: int, end: End, first_month: int) -> date:
    """FY28 is named by the year in which it ends."""
    return _within(year - (first_month > 1), first_month, 12, end)


def _fiscal_start(fiscal: str | None, second: str | None, first_month: int) -> int:
    return first_month if fiscal or second else 1


def _quarter(year: int, quarter: int, end: End, first_month: int) -> date:
    start = add_months(date(year, first_month, 1), 3 * (quarter - 1))
    return _within(start.year, start.month, 3, end)


def _within(year: int, month: int, months: int, end: End) -> date:
    start = date(year, month, 1)
    return start if end is End.FIRST else add_months(start, months) - timedelta(days=1)


def _year(text: str) -> int:
    """Two digits up to 69 are this century, as spreadsheets have it."""
    value = int(text)
    if len(text) > 2:  # noqa: PLR2004 — digits of a short year
        return value
    return value + (2000 if value < _PIVOT else 1900)


def _day(year: int, month: int, day: int, text: str) -> date:
    if not 1 <= month <= 12:  # noqa: PLR2004 — months
        raise BadValue(f"“{text:.40}” has no month {month}", "Write the date as 2028-03-31", fatal=True)
    if year < 1:
        raise BadValue(f"“{text:.40}” has no year", "Write the date as 2028-03-31", fatal=True)
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        name = calendar.month_name[month]
        year_words = f" {year}" if month == 2 else ""  # noqa: PLR2004 — February
        raise BadValue(f"“{text:.40}” is no date", f"{name}{year_words} has {last} days; correct the day", fatal=True)
    return date(year, month, day)


def _serial(value: float) -> date:
    if int(value) in _SERIALS:
        return _EPOCH + timedelta(days=int(value))
    if value == int(value) and int(value) in _YEARS:
        return date(int(value), 12, 31)
    raise BadValue(f"“{value}” is no date", "Write the date as 2028-03-31", fatal=True)


def _sane(day: date, text: str) -> date:
    if day.year not in _YEARS:
        raise BadValue(f"“{text:.40}” lies outside 1900 to 2199", "Correct the year", fatal=True)
    return day
