"""Words that stand where a figure should be: why it is not there."""

from __future__ import annotations

import re
from typing import Any

from northing.engine.values import Value, ValueState

_WITHHELD = re.compile(
    r"^\W*(data )?(exempt(ed|ion)?\b|withheld|redacted|not disclosed|undisclosed|suppressed|commercially sensitive|"
    r"commercial in confidence|confidential$|classified$|information withheld)|"
    r"\bfreedom of information\b|\bfoia?\b|\baccess to information act\b|legal sensitivity",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"^\W*(tb[cdna]\b|to be (confirmed|determined|decided|agreed|announced|advised|established|finali[sz]ed))|"
    r"not (yet )?(been )?(passed|approved|baselined|planned|set|agreed|determined|decided|confirmed|started|"
    r"finali[sz]ed)|early (stage|planning)|planning stage|pre-?(soc|sobc|obc|fbc)\b|not (yet )?in a position|"
    r"under (development|review)|\bawaiting\b|\bpending\b",
    re.IGNORECASE,
)
_NOT_APPLICABLE = re.compile(
    r"^\W*(n\s*[/.]\s*a\.?|n\.a\.|not applicable|na|does not apply|none applicable|reset|no longer applicable)\W*$|"
    r"^\W*not applicable\b",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"^\W*(|unknown|none|nil return|null|nan|blank|missing|no data|no dca( given)?|not (provided|available|known|"
    r"stated|given|reported|rated|returned|recorded)|data not (provided|available)|unavailable|"
    r"no (return|rating|information)|#(n/a|ref!|value!|name\?|div/0!|null!|num!))\W*$",
    re.IGNORECASE,
)
_SECTION = re.compile(r"\b\d{1,2}[A-Z]?\b(?:\(\w{1,3}\))*")
_SHORT = 400
"""Characters from which on a text says more than why there is no figure."""


def state_of(text: str) -> Value[Any] | None:
    """The value that the words stand for when they say why there is none; None when they say something else.

    Withheld values keep their ground: ``"Section 43 FOI"`` for an exemption under the Freedom of Information Act.
    """
    clean = " ".join(text.replace("\u00a0", " ").split())
    if _MISSING.match(clean):
        return Value(ValueState.MISSING, None, text)
    if len(clean) > _SHORT:
        return None
    if _NOT_APPLICABLE.match(clean):
        return Value(ValueState.NOT_APPLICABLE, None, text)
    if _WITHHELD.search(clean):
        return Value(ValueState.WITHHELD, None, text, basis(clean))
    if _NOT_YET.search(clean):
        return Value(ValueState.NOT_YET_PLANNED, None, text)
    return None


def withheld_text(text: str) -> Value[Any] | None:
    """The same for narratives, which may mention an exemption without being one: only a leading one counts."""
    clean = " ".join(text.replace("\u00a0", " ").split())
    if len(clean) < _SHORT and re.match(r"^\W*(exempt|withheld|redacted)", clean, re.IGNORECASE):
        return Value(ValueState.WITHHELD, None, text, basis(clean))
    return Value(ValueState.MISSING, None, text) if _MISSING.match(clean) else None


def basis(text: str) -> str:
    """The ground as words that can be compared: sections in ascending order, else the statement itself."""
    act = "FOI" if re.search(r"freedom of information|\bfoia?\b|exempt", text, re.IGNORECASE) else ""
    body = re.sub(r"\b(19|20)\d\d\b", "", text)
    found = set(_SECTION.findall(body)) if re.search(r"section|\bs\.?\s?\d", text, re.IGNORECASE) else set()
    if not found:
        return text[:120]
    ordered = sorted(found, key=lambda part: (len(part.split("(")[0]), part))
    return f"Section {', '.join(ordered)} {act}".strip()
