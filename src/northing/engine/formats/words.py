"""Words that lists use for their columns, and how words are compared."""

from __future__ import annotations

import re
import unicodedata

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

HEADER_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        project programme program name title initiative department ministry agency organisation organization
        unit business id number reference ref code key start end finish completion date baseline budget
        forecast actual cost total whole life value rating rag status confidence dca category type portfolio
        description summary narrative comment commentary year quarter goal objective kpi measure indicator
        target owner sponsor manager sro weight priority currency stage phase percent progress vision
        mission level min max direction aim aims
        """,
    )
)


def words(text: str) -> frozenset[str]:
    """The words of a name in small letters: camelCase, underscores and accents taken apart."""
    return frozenset(spelled(text).split())


def spelled(text: str) -> str:
    """A name as small words with single spaces: ``"WLC_baseline (£m)"`` → ``"wlc baseline £m"``."""
    plain = _CAMEL.sub(" ", text).casefold()
    if not plain.isascii():
        plain = "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w£$€%]+|_", " ", plain).split())
