"""Numbers, money and percentages as people write them in cells."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation, localcontext

from northing.engine.formats.states import state_of
from northing.engine.values import Value, ValueState, known

_MULTIPLES = {
    "k": 1_000,
    "thousand": 1_000,
    "000": 1_000,
    "000s": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "mio": 1_000_000,
    "mil": 1_000_000,
    "million": 1_000_000,
    "millions": 1_000_000,
    "b": 1_000_000_000,
    "bn": 1_000_000_000,
    "billion": 1_000_000_000,
    "billions": 1_000_000_000,
    "mrd": 1_000_000_000,
}
_CURRENCIES = {"£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR", "$": "", "us$": "USD", "c$": "CAD", "a$": "AUD"}
_AMOUNT = re.compile(
    r"^(?P<before>(?:us|c|a|nz|ca|au)?\s*[£$€¥₹]|[a-z]{3}(?![a-z]))?\s*(?P<sign>[-−–+]?)\s*(?P<inner>[£$€¥₹]?)\s*"
    r"(?P<digits>\d[\d.,'\u2019\s]*|\.\d+)\s*(?P<unit>%|[a-z]*\.?)?\s*(?P<after>[£$€¥₹]|[a-z]{3})?$",
    re.IGNORECASE,
)
_CODE = re.compile(r"gbp|eur|usd|cad|aud|nzd|chf|sek|nok|dkk|jpy|inr", re.IGNORECASE)
_LIVE = re.compile(r"^\s*(=\s*\S|@\w+\(|[+\-−]\s*\w*[(|!$])", re.IGNORECASE)
_MOST_MINOR = 9_000_000_000_000_000  # what a 64-bit column holds, less than the largest exact float


class BadValue(ValueError):
    """A cell that means to be a figure or date but cannot be one; says the repair.

    Attributes:
        fatal: whether it is a plain mistake (31 April) that puts the whole row in doubt, rather than words.
    """

    def __init__(self, problem: str, repair: str, *, fatal: bool = False) -> None:
        super().__init__(f"{problem}. {repair}")
        self.problem = problem
        self.repair = repair
        self.fatal = fatal


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as written: value, currency code when stated, and what it is counted in when stated.

    Attributes:
        multiple: 1,000 for "k", 1,000,000 for "m", 1 when nothing is said (then a column's unit applies).
    """

    value: Decimal
    currency: str = ""
    multiple: int = 1
    percent: bool = False


def read_amount(text: str) -> Amount | None:
    """``"£12,131.50"``, ``"(1,234)"``, ``"1.234,56 €"``, ``"£3.2bn"``, ``"12 %"``; None for anything else."""
    clean = " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())
    negative = clean.startswith("(") and clean.endswith(")")
    found = _AMOUNT.match(clean[1:-1].strip() if negative else clean)
    if not found:
        return None
    multiple = _multiple(found["unit"] or "", found["after"] or "")
    value = decimal_of(found["digits"])
    if value is None or multiple is None:
        return None
    negative = negative or found["sign"] in ("-", "−", "–")
    mark = found["before"] or found["inner"] or found["after"] or found["unit"] or ""
    return Amount(-value if negative else value, currency_of(mark), multiple, found["unit"] == "%")


def _multiple(unit: str, after: str) -> int | None:
    unit = unit.casefold().rstrip(".")
    if unit in _MULTIPLES:
        return _MULTIPLES[unit]
    if unit in ("", "%") or _CODE.fullmatch(unit):
        return 1 if not after or not after.isalpha() or _CODE.fullmatch(after) else None
    return None


def currency_of(mark: str) -> str:
    """Three-letter code of a currency mark; ``""`` for none and for a bare dollar, which many countries have."""
    mark = mark.casefold().replace(" ", "")
    return mark.upper() if _CODE.fullmatch(mark) else _CURRENCIES.get(mark, "")


def decimal_of(digits: str) -> Decimal | None:
    """A plain number with either decimal mark: the last mark is the decimal one unless it groups by three."""
    plain = re.sub(r"[\s'\u2019]", "", digits)
    comma, point = plain.rfind(","), plain.rfind(".")
    if comma >= 0 and point >= 0:
        group, decimal = (",", ".") if point > comma else (".", ",")
        plain = plain.replace(group, "").replace(decimal, ".")
    elif comma >= 0:
        plain = plain.replace(",", "" if _grouped(plain, ",") else ".")
    elif plain.count(".") > 1:
        plain = plain.replace(".", "") if _grouped(plain, ".") else plain
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def _grouped(plain: str, mark: str) -> bool:
    first, *rest = plain.split(mark)
    western = 0 < len(first) <= 3 and all(len(part) == 3 for part in rest)  # noqa: PLR2004 — thousands
    indian = len(rest) > 1 and len(rest[-1]) == 3 and all(len(part) == 2 for part in rest[:-1])  # noqa: PLR2004 — lakhs
    return western or indian


def is_live(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula; it is kept as text and never evaluated."""
    return bool(_LIVE.match(text)) and read_amount(text) is None


def money(cell: object, *, unit: int = 1) -> Value[int]:
    """A cell as minor currency units (pence); ``unit`` is what a column counts in when the cell does not say.

    Raises:
        BadValue: for anything that is neither an amount nor a reason for there being none.
    """
    if isinstance(cell, str) and (state := state_of(cell)):
        return state
    amount = read_amount(str(cell)) if isinstance(cell, str) else _typed(cell)
    if amount is None or amount.percent:
        raise BadValue(f"“{cell!s:.80}” is no amount of money", "Write it as 1234.50")
    with localcontext() as context:
        context.prec = 60
        minor = amount.value * (amount.multiple if amount.multiple > 1 else unit) * 100
    if abs(minor) > _MOST_MINOR:
        raise BadValue(f"“{cell!s:.80}” is more money than there is", "Check the column's unit", fatal=True)
    return known(int(minor.quantize(Decimal(1))), str(cell))


def number(cell: object) -> Value[float]:
    """A cell as a number, a percentage as a share (``"12 %"`` → 0.12).

    Raises:
        BadValue: for anything that is neither a number nor a reason for there being none.
    """
    if isinstance(cell, str) and (state := state_of(cell)):
        return state
    amount = read_amount(str(cell)) if isinstance(cell, str) else _typed(cell)
    if amount is None:
        raise BadValue(f"“{cell!s:.80}” is no number", "Write it as 1234.5")
    value = float(amount.value * amount.multiple / (100 if amount.percent else 1))
    if not math.isfinite(value):
        raise BadValue(f"“{cell!s:.80}” is too large a number", "Write it as 1234.5", fatal=True)
    return known(value, str(cell))


def _typed(cell: object) -> Amount | None:
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    return Amount(Decimal(repr(cell))) if math.isfinite(cell) else None


def words_of(cell: object) -> Value[str]:
    """A cell as text; a leading exemption is withheld, an empty one missing."""
    text = str(cell)
    if state := state_of(text):
        return state
    return Value(ValueState.KNOWN, " ".join(text.replace("\u00a0", " ").split()), text)
