"""Names of projects and departments as far as they are the same: case, punctuation, brackets and filler aside."""

from __future__ import annotations

import re
from functools import lru_cache

from northing.engine.formats.words import spelled

_FILLER = frozenset(
    {"programme", "program", "project", "projects", "programmes", "scheme", "initiative"}
    | {"the", "a", "an", "of", "for", "and", "in", "to", "on"}
)
_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]")
_SMALL = frozenset(["of", "for", "the", "and", "in", "to", "on"])


@lru_cache(maxsize=65_536)
def plain_name(name: str) -> str:
    """``"The Widget & Gear Programme (WGP)"`` → ``"widget gear"``; a name of filler only stays as it is."""
    bare = " ".join(_BRACKETS.sub(" ", name).replace("&", " and ").split()) or name
    words = [word for word in spelled(bare.replace("’", "").replace("'", "")).split() if word not in _FILLER]
    return " ".join(words) or spelled(name)


@lru_cache(maxsize=65_536)
def aliases(name: str) -> frozenset[str]:
    """What stands in brackets, initials of the words, and one-word capitals: short names people use."""
    inside = {spelled(text) for text in _BRACKETS.findall(name)}
    capitals = {spelled(word) for word in re.findall(r"\b[A-Z][A-Z0-9&]{1,7}\b", name)}
    return frozenset(filter(None, inside | capitals | {initials(name)}))


def initials(name: str) -> str:
    """First letters of the words outside brackets, small ones left out: ``"Making Tax Digital"`` → ``"mtd"``."""
    words = [word for word in spelled(_BRACKETS.sub(" ", name)).split() if word not in _FILLER]
    return "".join(word[0] for word in words) if len(words) > 1 else ""


@lru_cache(maxsize=65_536)
def numbers(name: str) -> frozenset[str]:
    """Numbers in the name, also Roman ones and single letters after a counting word."""
    plain = re.sub(r"(?<=[a-z])(?=\d)", " ", spelled(_BRACKETS.sub(" ", name)))
    counted = re.findall(r"\b(?:phase|part|stage|tranche|lot|batch|release|wave|block)\s+([a-z]|[ivx]+)\b", plain)
    return frozenset(
        [*re.findall(r"\b\d+[a-z]?\b", plain), *counted, *re.findall(r"\b(?:ii|iii|iv|vi{1,3}|ix)\b", plain)]
    )


def written_out(name: str, other: str) -> str:
    """The plain name with a short form replaced by the words of ``other`` it stands for (MBT, Main Battle Tank)."""
    theirs = plain_name(other).split()
    return " ".join(_meant(word, theirs) for word in plain_name(name).split())


def _meant(word: str, theirs: list[str]) -> str:
    length = len(word)
    if length < 2 or word in theirs:  # noqa: PLR2004 — one letter stands for anything
        return word
    runs = (theirs[at : at + length] for at in range(len(theirs) - length + 1))
    return next((" ".join(run) for run in runs if "".join(part[0] for part in run) == word), word)


def numbers_differ(one: str, two: str) -> float:
    """0..1: how far the numbers in two names contradict: not for a year or number that only one of them has."""
    first = {re.sub(r"(?<=\d)[a-z]$", "", number) for number in numbers(one)}
    second = {re.sub(r"(?<=\d)[a-z]$", "", number) for number in numbers(two)}
    if first == second:
        return 0.0 if numbers(one) == numbers(two) else 0.2
    if first and second:
        return 1.0
    return 0.1 if all(re.fullmatch(r"20\d\d", number) for number in first | second) else 0.4


@lru_cache(maxsize=4_096)
def plain_unit(unit: str) -> str:
    """A department's name without case and punctuation."""
    return " ".join(word for word in spelled(unit.replace("&", " and ").casefold()).split() if word not in _SMALL)


def same_unit(one: str, two: str) -> bool:
    """Whether two departments are one, spelt alike or as name and initials (``DfT``, Department for Transport)."""
    first, second = plain_unit(one), plain_unit(two)
    return (
        first == second
        or bool({first.replace(" ", "")} & _initials(two))
        or bool({second.replace(" ", "")} & _initials(one))
    )


@lru_cache(maxsize=4_096)
def _initials(unit: str) -> frozenset[str]:
    words = spelled(_BRACKETS.sub(" ", unit).replace("&", " and ").casefold()).split()
    if len(words) < 2:  # noqa: PLR2004 — initials need two words
        return frozenset()
    main = "".join(word[0] for word in words if word not in _SMALL)
    every = "".join(word[0] for word in words)
    return frozenset({main, every, *(spelled(text) for text in _BRACKETS.findall(unit))})
