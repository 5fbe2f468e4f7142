"""What can be filled in of each part of the plan, how it is read from a form and how it is shown there."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from northing.engine.formats.values import read_amount
from northing.engine.plan import Plan, Polarity, PolicyRule
from northing.engine.plan.diff import Subject
from northing.kernel.errors import Invalid

Choices = Sequence[tuple[str, str]]
LONGEST_NAME, LONGEST_WORD, LONGEST_TEXT = 400, 80, 20_000
MINOR_UNITS = 100


@dataclass(frozen=True, slots=True)
class Field:
    """One entry of a form.

    Attributes:
        name: the attribute of the engine's dataclass.
        read: the value of what was typed; a ValueError's message is the repair.
        is_narrow: it shares a line with another one.
        options: the choices, or the name of a list that the page supplies (``people``, ``units``, ``influencers``).
    """

    name: str
    label: str
    read: Callable[[str], object]
    kind: str = "text"
    hint: str = ""
    required: bool = False
    options: Choices | str = ()
    is_narrow: bool = False


def text(most: int) -> Callable[[str], str]:
    def read(typed: str) -> str:
        clean = typed.replace("\r\n", "\n").strip()
        if "\0" in clean:
            raise ValueError("It has a character that no text can hold; type it again instead of pasting it.")
        if len(clean) > most:
            raise ValueError(f"Shorten it to {most} characters; it has {len(clean)}.")
        return clean

    return read


def line(most: int) -> Callable[[str], str]:
    return lambda typed: text(most)(" ".join(typed.split()))


def number(typed: str) -> float | None:
    if not typed.strip():
        return None
    amount = read_amount(typed.strip())
    value = float(amount.value) * amount.multiple if amount else math.nan
    if not math.isfinite(value):
        raise ValueError("Enter a number, such as 1,850 or 9.1.")
    return value


def weight(typed: str) -> float:
    value = number(typed) or 0.0
    if value < 0:
        raise ValueError("A weight cannot be below zero.")
    return value


def day(typed: str) -> date | None:
    if not typed.strip():
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise ValueError("Enter a day as 2030-03-31.") from None


def days(typed: str) -> int | None:
    value = number(typed)
    if value is not None and (value < 1 or value != int(value)):
        raise ValueError("Enter whole days, such as 91 for a quarter.")
    return None if value is None else int(value)


def reference(typed: str) -> str | None:
    return line(LONGEST_WORD)(typed) or None


def lines(typed: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in text(LONGEST_TEXT)(typed).splitlines())))


def keys(typed: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in text(LONGEST_TEXT)(typed).replace(",", "\n").splitlines())))


def one_of(choices: Choices) -> Callable[[str], str]:
    def read(typed: str) -> str:
        if typed not in dict(choices):
            raise ValueError("Choose one of the list.")
        return typed

    return read


POLARITIES = (("up", "Higher is better"), ("down", "Lower is better"), ("range", "Inside a band is right"))
TRENDS = (("no", "stays at the last reading"), ("yes", "follows the trend of the readings"))
RULES = (
    (PolicyRule.STATED.value, "Words only"),
    (PolicyRule.BENEFIT_OWNER_ABOVE_COST.value, "A benefit owner above a cost"),
    (PolicyRule.GO_LIVES_PER_QUARTER.value, "Go-lives per quarter"),
)
SIDES = (("yes", "outside"), ("no", "inside"))
CATEGORIES = tuple(
    (word, word.capitalize())
    for word in ("environment", "regulation", "customer", "supplier", "competitor", "technology", "habit", "assumption")
)
JUDGEMENTS = tuple((word, word.capitalize()) for word in ("threat", "opportunity", "strength", "weakness"))


def _named(label: str = "Name", hint: str = "") -> Field:
    return Field("name", label, line(LONGEST_NAME), hint=hint, required=True)


DESCRIPTION = Field("description", "Description", text(LONGEST_TEXT), "textarea")
SOURCE = Field("source", "Source", line(LONGEST_NAME), hint="Where it was decided, such as a board paper")

FIELDS: Mapping[Subject, tuple[Field, ...]] = {
    Subject.PLAN: (
        _named("Name of the plan"),
        Field("vision", "Vision", text(LONGEST_TEXT), "textarea"),
        Field("mission", "Mission", text(LONGEST_TEXT), "textarea"),
        Field("values", "Values", lines, "textarea", "One to a line"),
        SOURCE,
    ),
    Subject.GOAL: (_named(), DESCRIPTION, SOURCE),
    Subject.OBJECTIVE: (
        _named(hint="The change wanted and how far, as in “Cut leakage by 25 %”"),
        Field("weight", "Weight, of 100", weight, is_narrow=True),
        Field("owner", "Owner", reference, "select", options="people", is_narrow=True),
        Field("unit", "Unit that answers for it", reference, "select", options="units"),
        DESCRIPTION,
        SOURCE,
    ),
    Subject.MEASURE: (
        _named(),
        Field("unit", "Unit, such as Ml/d", line(LONGEST_WORD), is_narrow=True),
        Field("polarity", "Direction", one_of(POLARITIES), "select", options=POLARITIES, is_narrow=True),
        Field("baseline", "Baseline", number, is_narrow=True),
        Field("baseline_date", "Baseline date", day, "date", is_narrow=True),
        Field("target", "Target", number, is_narrow=True),
        Field("target_date", "Target date", day, "date", is_narrow=True),
        Field("target_low", "Or a band from", number, is_narrow=True),
        Field("target_high", "Band to", number, is_narrow=True),
        Field("weight", "Weight in the objective", weight, is_narrow=True),
        Field("cadence_days", "Read every … days", days, is_narrow=True),
        Field("follow_trend", "Without projects the level", one_of(TRENDS), "select", options=TRENDS),
        Field("owner", "Owner", reference, "select", options="people"),
        DESCRIPTION,
        SOURCE,
    ),
    Subject.POLICY: (
        _named(),
        Field("statement", "Statement", text(LONGEST_TEXT), "textarea"),
        Field("rule", "Checked by", one_of(RULES), "select", options=RULES),
        Field("limit", "Limit", number, hint="A cost in whole currency, or a count of go-lives"),
        Field("applies_to", "Applies to projects tagged", line(LONGEST_WORD), hint="Empty covers all"),
        SOURCE,
    ),
    Subject.INFLUENCER: (
        _named(),
        Field("category", "Kind", line(LONGEST_WORD), "select", options=CATEGORIES),
        Field("external", "It acts from", one_of(SIDES), "select", options=SIDES),
        SOURCE,
    ),
    Subject.ASSESSMENT: (
        Field("judgement", "Judgement", text(LONGEST_TEXT), "textarea", required=True),
        Field("influencer", "Influencer", line(LONGEST_WORD), "select", options="influencers"),
        Field("kind", "Kind", line(LONGEST_WORD), "select", options=JUDGEMENTS),
        Field("affects", "Affects", keys, hint="Keys of goals or objectives, such as O2.2, O3.1"),
        Field("assessed_on", "Assessed on", day, "date"),
    ),
}
_YES_NO = {"follow_trend", "external"}


def read_fields(subject: Subject, typed: Mapping[str, str]) -> dict[str, Any]:
    """The values of those fields of a form that were sent.

    Raises:
        Invalid: with the repair by field name.
    """
    values, errors = {}, {}
    for field in FIELDS[subject]:
        if field.name not in typed:
            continue
        try:
            values[field.name] = _read(field, typed[field.name])
        except ValueError as error:
            errors[field.name] = str(error)
    errors |= _rules(subject, values)
    if errors:
        raise Invalid(fields=errors)
    return _as_kept(values)


def _read(field: Field, typed: str) -> object:
    if field.required and not typed.strip():
        raise ValueError("It needs some words.")
    return field.read(typed)


def _rules(subject: Subject, values: Mapping[str, Any]) -> dict[str, str]:
    """What a value says about another one."""
    errors = {}
    if subject is Subject.MEASURE:
        low, high = values.get("target_low"), values.get("target_high")
        if low is not None and high is not None and low > high:
            errors["target_high"] = f"The band ends below where it begins; enter at least {low:g}."
    if subject is Subject.POLICY and values.get("rule", "stated") != "stated" and values.get("limit", 0) is None:
        errors["limit"] = "This rule needs a number to check against."
    return errors


def _as_kept(values: dict[str, Any]) -> dict[str, Any]:
    """In the types and scale of the engine's model."""
    kept = {name: value == "yes" if name in _YES_NO else value for name, value in values.items()}
    if "polarity" in kept:
        kept["polarity"] = Polarity(kept["polarity"])
    if "rule" in kept:
        kept["rule"] = PolicyRule(kept["rule"])
        if kept.get("limit") is not None:
            kept["limit"] *= MINOR_UNITS if kept["rule"] is PolicyRule.BENEFIT_OWNER_ABOVE_COST else 1
    return kept


def typed_of(item: Any, field: Field) -> str:
    """What the form shows for the item's present value."""
    value = getattr(item, field.name)
    if field.name == "limit" and value is not None and item.rule is PolicyRule.BENEFIT_OWNER_ABOVE_COST:
        value = value / MINOR_UNITS
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ("\n" if field.kind == "textarea" else ", ").join(value)
    if isinstance(value, float):
        return f"{value:,.10g}"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def entries(
    subject: Subject,
    item: Any,
    *,
    lists: Mapping[str, Choices],
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """The form's entries as the ``field`` component takes them; what was typed wins over what is kept."""
    return [
        {
            "name": field.name,
            "label": field.label,
            "kind": field.kind,
            "hint": field.hint,
            "required": "true" if field.required else None,
            "is_wide": not field.is_narrow,
            "value": (value := (typed or {}).get(field.name, typed_of(item, field))),
            "error": (errors or {}).get(field.name, ""),
            "options": _options(field, lists, value),
        }
        for field in FIELDS[subject]
    ]


def _options(field: Field, lists: Mapping[str, Choices], value: str) -> list[tuple[str, str]]:
    """The choices; a value that is none of them (from an import) stays one."""
    if field.kind != "select":
        return []
    known: Iterable[tuple[str, str]] = (
        [("", "Nobody" if field.options == "people" else "None"), *lists.get(field.options, ())]
        if isinstance(field.options, str)
        else field.options
    )
    found = list(known)
    return found if value in dict(found) else [*found, (value, value)]


def label_of(subject: Subject, name: str) -> str:
    """A field's label, for messages; the bare name where no form has it."""
    return next((field.label for field in FIELDS[subject] if field.name == name), name.replace("_", " "))


def lists_for(plan: Plan, *, people: Choices, units: Choices) -> dict[str, Choices]:
    """The lists that fields choose from."""
    return {"people": people, "units": units, "influencers": [(one.key, one.name) for one in plan.influencers]}
