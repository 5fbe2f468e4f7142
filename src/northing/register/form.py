"""The form of a component: what it offers, what it shows, and what is read from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from northing.engine.register import Stage, Status
from northing.organisation.models import Organisation, Person, Unit, User
from northing.organisation.queries import units_for
from northing.organisation.roles import Permission
from northing.organisation.scope import units_where
from northing.register.actions import Planned, Working
from northing.register.models import Component
from northing.register.queries import people_for
from northing.register.typed import Typed, amount_text, percent_typed

LABELS = {
    "name": "Name",
    "unit": "Unit that runs it",
    "stage": "Stage",
    "manager": "Managed by",
    "sponsor": "Sponsored by",
    "tags": "Tags",
    "confidential": "Confidential",
    "forecast_start_date": "Forecast start",
    "forecast_finish_date": "Forecast finish",
    "reported_status": "How does it stand?",
    "status_note": "In your words",
    "complete_share": "Work done, %",
    "planned_value": "Planned value",
    "earned_value": "Earned value",
    "actual_cost": "Actual cost",
    "earned_value_date": "As of",
}
MONEY = ("planned_value", "earned_value", "actual_cost")
DATES = ("forecast_start_date", "forecast_finish_date", "earned_value_date")
MOST_NOTE = 4000


@dataclass(frozen=True)
class Offer:
    """What the selects offer: units in which the user may edit, and the people who are there."""

    units: dict[str, Unit]
    people: dict[str, Person]

    @classmethod
    def to(cls, user: User, organisation: Organisation, *, also: Component | None = None) -> Offer:
        """What the user may choose; ``also`` keeps the component's own unit and people choosable."""
        editable = units_where(user, Permission.EDIT_PROJECT, organisation)
        units = [unit for unit in units_for(user, organisation) if unit.pk in editable]
        people = list(people_for(user, organisation))
        named = [also.manager, also.sponsor] if also else []
        present = {person.pk for person in people}
        people += [person for person in named if person and person.pk not in present]
        return cls({unit.key: unit for unit in units}, {person.key: person for person in people})

    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """Options of each select."""
        people = [("", "Nobody"), *((key, person.name) for key, person in self.people.items())]
        return {
            "unit": [(key, unit.name) for key, unit in self.units.items()],
            "manager": people,
            "sponsor": people,
            "stage": [(stage.value, _words(stage)) for stage in Stage],
            "reported_status": [(status.value, _words(status)) for status in Status],
        }


def _words(word: Stage | Status) -> str:
    return word.value.replace("_", " ").capitalize()


def shown(component: Component) -> dict[str, str]:
    """The component's working fields as they are typed."""
    return {
        "name": component.name,
        "unit": component.unit.key,
        "stage": component.stage,
        "manager": component.manager.key if component.manager else "",
        "sponsor": component.sponsor.key if component.sponsor else "",
        "tags": ", ".join(component.tags),
        "confidential": "on" if component.confidential else "",
        "reported_status": component.reported_status,
        "status_note": component.status_note,
        "complete_share": percent_typed(component.complete_share),
        **{name: amount_text(getattr(component, name)) for name in MONEY},
        **{name: day.isoformat() if (day := getattr(component, name)) else "" for name in DATES},
    }


def read_working(typed: Typed, offer: Offer, *, is_cleared: bool) -> Working:
    """The working fields as typed.

    Raises:
        Invalid: with the repair of every field that cannot be kept.
    """
    unit = typed.choice("unit", offer.units, repair="Choose a unit in which you may edit projects.")
    people = {"", *offer.people}
    manager, sponsor = (
        typed.choice(name, people, repair="Choose a person, or nobody.") for name in ("manager", "sponsor")
    )
    values: dict[str, Any] = {
        "name": typed.text("name", missing="Say what the project is called."),
        "stage": typed.choice("stage", set(Stage), repair="Choose a stage."),
        "reported_status": typed.choice("reported_status", set(Status), repair="Choose how it stands."),
        "status_note": typed.text("status_note", most=MOST_NOTE),
        "complete_share": typed.percent("complete_share") or 0.0,
        "tags": [tag.strip() for tag in typed.fields.get("tags", "").split(",") if tag.strip()],
        "confidential": bool(typed.fields.get("confidential")) if is_cleared else None,
        **{name: typed.money(name) for name in MONEY},
        **{name: typed.day(name) for name in DATES},
    }
    typed.check()
    return Working(
        unit=offer.units[unit], manager=offer.people.get(manager), sponsor=offer.people.get(sponsor), **values
    )


def read_planned(typed: Typed) -> Planned:
    """What a new component is thought to take; repairs are collected in ``typed``."""
    return Planned(typed.day("baseline_start_date"), typed.day("baseline_finish_date"), typed.money("whole_life_cost"))


def differing(mine: Mapping[str, str], theirs: Mapping[str, str], offer: Offer) -> list[dict[str, str]]:
    """Both texts of every field that differs, in words, for the page of a conflict."""
    words = {name: dict(options) for name, options in offer.choices().items()}

    def told(name: str, value: str) -> str:
        return words.get(name, {}).get(value, value)

    return [
        {"field": label, "mine": told(name, mine[name]), "theirs": told(name, theirs[name])}
        for name, label in LABELS.items()
        if name in mine and mine[name].strip() != theirs[name]
    ]
