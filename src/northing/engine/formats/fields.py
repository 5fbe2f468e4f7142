"""The fields of a register row, and the words that lists use for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a field holds, which decides how its cells are read."""

    TEXT = "text"
    NARRATIVE = "narrative"
    DATE = "date"
    MONEY = "money"
    NUMBER = "number"
    RATING = "rating"


@dataclass(frozen=True, slots=True)
class FieldWords:
    """A field and patterns of its header, the surest first.

    Attributes:
        patterns: searched in the header as ``words.spelled`` gives it.
    """

    name: str
    kind: Kind
    patterns: tuple[str, ...]


_PROJECT = r"(project|programme|program|initiative|investment|scheme|portfolio item)"
_DEPARTMENT = (
    r"(department|dept|ministry|agency|organi[sz]ation|business unit|directorate|division|institution|company)"
)
_RATING = (
    r"(rag|dca|delivery confidence|colour rating|color rating|confidence (rating|assessment)|overall rating|rating)"
)
_OWN = r"\b(sro|own|self|departmental|department|project manager)\b"

FIELDS: tuple[FieldWords, ...] = (
    FieldWords(
        "id",
        Kind.TEXT,
        (
            r"^(gmpp |unique |project |programme |record )?(id|identifier)( number| no| code)?$|^unique id$",
            rf"^{_PROJECT}s? (id|identifier|number|no|code|ref|reference|key)\b",
            r"^(id|ref|reference|key|number|no)( number| no| code)?$|\b(id|reference) (number|no)$",
            r"^(short ?code|code|uid|guid|slug)$|\b(ref|reference|identifier|id)$",
        ),
    ),
    FieldWords(
        "name",
        Kind.TEXT,
        (
            rf"^{_PROJECT}s?( \w+)? (name|title)\b|^name of {_PROJECT}",
            rf"^(name|title|{_PROJECT})$|^{_PROJECT} {_PROJECT}( name| title)?$",
            r"^(full |short |official )?(name|title)\b|\b(title|name)$",
        ),
    ),
    FieldWords(
        "unit",
        Kind.TEXT,
        (
            rf"^(lead |responsible |sponsoring |owning |government |parent )?{_DEPARTMENT}( name)?$",
            rf"^{_DEPARTMENT} (name|title)|\b{_DEPARTMENT}$|^{_DEPARTMENT} agency",
            rf"^(dept|department|agency|ministry) (acronym|code|abbreviation)$|^(unit|owner|sector)$|^{_DEPARTMENT}\b",
        ),
    ),
    FieldWords(
        "category",
        Kind.TEXT,
        (
            r"\breport(ing)? category\b",
            r"^(project |programme )?(category|type|portfolio|theme|class|sector)$|\bcategory$",
        ),
    ),
    FieldWords(
        "description",
        Kind.NARRATIVE,
        (
            r"^(project |programme |brief )?description\b|\bdescription aims?\b",
            r"^(aims?|summary|scope|purpose|objectives?|details)\b",
        ),
    ),
    FieldWords("rating_own", Kind.RATING, (rf"{_OWN}.*{_RATING}|{_RATING}.*{_OWN}",)),
    FieldWords(
        "rating",
        Kind.RATING,
        (
            rf"\b(ipa|mpa|nista|independent|assurance)\b.*{_RATING}",
            r"^(colour|color|rag|dca) ?(rating|status|assessment)?$",
            rf"\b{_RATING}\b",
            r"^(overall )?(health|confidence|rag status|project status|status)$",
        ),
    ),
    FieldWords(
        "start_baseline",
        Kind.DATE,
        (
            r"\b(baseline|original|initial|planned)\b.*\b(start|begin|commence\w*)\b",
            r"\bstart\b.*\b(baseline|original|initial|planned)\b",
        ),
    ),
    FieldWords(
        "finish_baseline",
        Kind.DATE,
        (
            r"\b(baseline|original|initial|planned)\b.*\b(end|finish|completion|complete|delivery|go live)\b",
            r"\b(end|finish|completion)\b.*\b(baseline|original|initial|planned)\b",
        ),
    ),
    FieldWords(
        "start",
        Kind.DATE,
        (
            r"\bstart date\b|^(project |programme )?start(s|ed)?$|\bdate started\b",
            r"\b(start|begin|commence\w*|from)\b",
        ),
    ),
    FieldWords(
        "finish",
        Kind.DATE,
        (
            r"\b(end|finish|completion|close) date\b|^(project )?(end|finish|completion)$|\bestimated completion\b",
            r"\b(end|finish|completion|complete|delivery|go live|due|deadline|until)\b",
        ),
    ),
    FieldWords(
        "whole_life_cost",
        Kind.MONEY,
        (
            r"\bwhole ?life (cost|value)|\bwlc\b|\blife ?cycle cost",
            r"\btotal (budgeted |baseline |approved |estimated |project |planned )*(budget|cost|value|funding)s?\b",
            r"\b(project|estimated|approved|contract|full|lifetime) (cost|budget|value)s?\b",
            r"^(total )?(budget|cost|costs|value|amount|funding)$|^total baseline",
        ),
    ),
    FieldWords(
        "benefits", Kind.MONEY, (r"\b(total|baseline|whole ?life|monetised|budgeted)\b.*\bbenefits?\b", r"^benefits?$")
    ),
    FieldWords(
        "budget",
        Kind.MONEY,
        (
            r"\b(yearly|annual|in year|financial year|fiscal year|current year|fy) (budget|baseline)\b",
            r"\b(budget|baseline|allocation)\b.*\b(year|fy|\d\d)\b|\b20\d\d\b.*\bbudget\b|^budget\b",
            r"^total baseline|\bbudget(ed)?\b",
        ),
    ),
    FieldWords(
        "forecast",
        Kind.MONEY,
        (
            r"\b(yearly|annual|in year|financial year|fiscal year|current year|fy) forecast\b",
            r"\bforecast\b|\boutlook\b",
        ),
    ),
    FieldWords(
        "actual",
        Kind.MONEY,
        (
            r"\b(yearly|annual|in year|financial year|fiscal year|fy) (actual|spend|outturn)s?\b",
            r"\b(actual|actuals|spent|spend|outturn|expenditure)\b",
        ),
    ),
    FieldWords("variance", Kind.NUMBER, (r"\bvariance\b",)),
    FieldWords("complete", Kind.NUMBER, (r"(%|percent(age)?|pct) ?complete|\bcomplete (%|percent)",)),
    FieldWords("manager", Kind.TEXT, (r"^(project|programme) (manager|director|lead)\b", r"\b(manager|lead)\b")),
    FieldWords(
        "sponsor",
        Kind.TEXT,
        (r"^(sro|senior responsible owner|sponsor|executive sponsor)( name)?$", r"\b(sponsor|sro)\b|^owner$"),
    ),
    FieldWords(
        "stage",
        Kind.TEXT,
        (r"^(project |lifecycle |delivery )?(stage|phase|gate)$", r"^(project )?(status|state)$|\bstage\b"),
    ),
    FieldWords("parent", Kind.TEXT, (r"^(parent|part of|parent programme|programme|program|portfolio)$",)),
    FieldWords("currency", Kind.TEXT, (r"^currency( code)?$",)),
    FieldWords(
        "as_of",
        Kind.DATE,
        (
            r"^as of( date)?$|^(report(ing)?|data|snapshot|publication) (date|year|period|quarter)$",
            r"^(year|quarter|period)$",
        ),
    ),
    FieldWords("rating_comment", Kind.NARRATIVE, (rf"\b{_RATING}\b",)),
    FieldWords("schedule_comment", Kind.NARRATIVE, (r"\b(schedule|timeline|milestones?|end date)\b",)),
    FieldWords("variance_comment", Kind.NARRATIVE, (r"\bvariance\b",)),
    FieldWords(
        "budget_comment",
        Kind.NARRATIVE,
        (r"\b(whole ?life|wlc|budget comment)\b", r"\b(budget(ed)?|costs?|finance|financial)\b"),
    ),
    FieldWords("benefits_comment", Kind.NARRATIVE, (r"\bbenefits?\b",)),
)
BY_NAME = {field.name: field for field in FIELDS}
YEARLY = ("budget", "forecast", "actual")
_YEARLY_NAME = re.compile(rf"^({'|'.join(YEARLY)})_(\d{{4}})$")


def kind_of(name: str) -> Kind:
    """The kind of a field, also of a year's (``budget_2024``).

    Raises:
        KeyError: for a name that is no field.
    """
    found = _YEARLY_NAME.match(name)
    return BY_NAME[found[1] if found else name].kind


def is_field(name: str) -> bool:
    """Whether a mapping may name it."""
    return name in BY_NAME or bool(_YEARLY_NAME.match(name))
