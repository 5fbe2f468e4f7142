"""Levels of a measure as people write them: ``45 Ml/d``, ``≥ 95 %``, ``35–41``, and which way is better."""

from __future__ import annotations

import re
from dataclasses import dataclass

from northing.engine.formats.values import read_amount
from northing.engine.formats.words import spelled
from northing.engine.plan.model import Polarity

_NUMBER = r"[-−+]?\s*[£$€]?\s*\d[\d.,']*(?:\s?(?:k|m|mn|bn|million|billion|thousand)\b)?"
_BAND = re.compile(rf"^({_NUMBER})\s*(%?)\s*(?:-|–|—|to|…|\.\.)\s*({_NUMBER})\s*(.*)$", re.IGNORECASE)
_SINGLE = re.compile(rf"^(\(?{_NUMBER}\)?)\s*(.*)$", re.IGNORECASE)
_AT_MOST = re.compile(
    r"^(<=?|≤|at most|no more than|not more than|below|under|less than|fewer than|max(imum)?( of)?|up to)\s*",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"^(>=?|≥|at least|no less than|not less than|above|over|more than|min(imum)?( of)?)\s*", re.IGNORECASE
)
_TAIL = re.compile(
    r"\s*\b(or (more|above|higher)|and above|minimum)\b\.?|\s*\b(or (less|below|fewer|lower)|maximum)\b\.?",
    re.IGNORECASE,
)
_UP = frozenset(
    {"increase", "up", "higher", "maximise", "maximize", "rise", "grow", "more", "improve", "↑", "positive", "asc"}
)
_DOWN = frozenset(
    {"decrease", "down", "lower", "minimise", "minimize", "fall", "reduce", "less", "↓", "negative", "desc", "decline"}
)
_RANGE = frozenset({"range", "within", "band", "between", "maintain", "stable", "hold", "target"})


@dataclass(frozen=True, slots=True)
class Level:
    """A level or band with the unit and direction that its wording gives."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    polarity: Polarity | None = None


def read_level(cell: object) -> Level | None:
    """A cell as a level; a percent sign is the unit ``%``, not a division. None when there is no number."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Level(float(cell))
    text = " ".join(str(cell).replace("\u00a0", " ").split())
    polarity, text = _comparison(text)
    if found := _BAND.match(text):
        low, high = _value(found[1]), _value(found[3])
        if low is not None and high is not None and low < high:
            return Level(low=low, high=high, unit=(found[4] or found[2]).strip(), polarity=Polarity.RANGE)
    if (found := _SINGLE.match(text)) and (value := _value(found[1])) is not None:
        mark = next((mark for mark in "£$€" if mark in found[1]), "")
        return Level(value, unit=found[2].strip() or mark, polarity=polarity)
    return None


def _comparison(text: str) -> tuple[Polarity | None, str]:
    if _AT_MOST.match(text):
        return Polarity.DOWN, _AT_MOST.sub("", text)
    if _AT_LEAST.match(text):
        return Polarity.UP, _AT_LEAST.sub("", text)
    if found := _TAIL.search(text):
        return (Polarity.UP if found[1] else Polarity.DOWN), _TAIL.sub("", text)
    return None, text


def _value(text: str) -> float | None:
    amount = read_amount(text)
    return float(amount.value * amount.multiple) if amount else None


def read_direction(text: str) -> Polarity | None:
    """``Decrease``, ``With in Range``, ``↑`` and the like; None for anything else."""
    said = set(spelled(text).split()) | ({text.strip()} & {"↑", "↓"})
    if said & _RANGE or "with in" in spelled(text):
        return Polarity.RANGE
    if said & _DOWN:
        return Polarity.DOWN
    return Polarity.UP if said & _UP else None
