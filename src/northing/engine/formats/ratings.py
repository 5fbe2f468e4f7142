"""Rating scales are data: found from the words in a column, compared only with themselves or through a mapping."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from northing.engine.formats.words import spelled


@dataclass(frozen=True, slots=True)
class Scale:
    """Points of a rating scale from best to worst, as canonical words.

    Attributes:
        known: False when the scale was made up of the words found, whose order nobody stated.
    """

    name: str
    points: tuple[str, ...]
    known: bool = True

    def point(self, text: str) -> str | None:
        """The canonical point that the words mean on this scale, or None."""
        plain = _canonical(text)
        return next((point for point in self.points if _canonical(point) == plain), None)


FIVE_POINT = Scale("RAG five-point", ("Green", "Amber/Green", "Amber", "Amber/Red", "Red"))
THREE_POINT = Scale("RAG three-point", ("Green", "Amber", "Red"))
TRACK = Scale("on track", ("On track", "At risk", "Off track"))
LEVELS = Scale("confidence", ("High", "Medium", "Low"))
NUMBERS = Scale("1 to 5", ("1", "2", "3", "4", "5"))
SCALES = (THREE_POINT, FIVE_POINT, TRACK, LEVELS, NUMBERS)
_ALIASES = {
    "yellow": "amber", "orange": "amber", "g": "green", "a": "amber", "r": "red", "y": "amber",
    "ag": "amber green", "ga": "amber green", "green amber": "amber green", "a g": "amber green",
    "ar": "amber red", "ra": "amber red", "red amber": "amber red", "a r": "amber red",
    "yellow green": "amber green", "med": "medium", "h": "high", "m": "medium", "l": "low",
    "delayed": "off track", "on schedule": "on track",
}  # fmt: skip


def _canonical(text: str) -> str:
    plain = spelled(text.replace("/", " ").replace("-", " "))
    return _ALIASES.get(plain, plain)


def detect(texts: Iterable[str]) -> Scale | None:
    """The smallest known scale that holds every rating of a column; None when the words fit none.

    A column with Green, Amber and Red only is a three-point one: whether it is a five-point scale whose halves nobody
    got cannot be seen, so the scale's name is shown and can be corrected in the mapping.
    """
    words = {_canonical(text) for text in texts if text.strip()}
    if not words:
        return None
    return next((scale for scale in SCALES if words <= {_canonical(point) for point in scale.points}), None)


def best_fit(texts: Iterable[str]) -> tuple[Scale | None, float]:
    """The known scale that holds most ratings, and the share it holds."""
    words = [_canonical(text) for text in texts if text.strip()]
    shares = {scale: _share(words, scale) for scale in SCALES}
    best = max(shares, key=lambda scale: (shares[scale], -len(scale.points)))
    return (best, shares[best]) if shares[best] else (None, 0.0)


def _share(words: list[str], scale: Scale) -> float:
    points = {_canonical(point) for point in scale.points}
    return sum(word in points for word in words) / max(len(words), 1)


def named(name: str) -> Scale | None:
    """A known scale by its name, for mappings that state it."""
    return next((scale for scale in SCALES if scale.name == name), None)
