"""The form of a benefit: what it offers, what it shows, and what is read from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from northing.benefits.actions import LONGEST_RAMP, Promise
from northing.benefits.models import Benefit
from northing.organisation.models import Organisation, Person, User
from northing.register.queries import people_for
from northing.register.typed import Typed, amount_text, number_typed, percent_typed
from northing.strategy.models import Measure

LABELS = {
    "measure": "Measure",
    "amount": "Amount",
    "low": "Low end",
    "high": "High end",
    "start_date": "From",
    "ramp_months": "Grows over, months",
    "confidence": "Confidence, %",
    "owner": "Owner",
    "cashable": "Cashable a year",
    "claim": "Pot that it comes from",
    "name": "Name",
    "source": "Source",
}


@dataclass(frozen=True)
class Offer:
    """The measures of the plan and the people who can own a benefit."""

    measures: dict[str, Measure]
    people: dict[str, Person]

    @classmethod
    def to(cls, user: User, organisation: Organisation, *, also: Benefit | None = None) -> Offer:
        """What can be chosen; ``also`` keeps the benefit's own measure and owner choosable."""
        rows = Measure.objects.visible_to(user).filter(organisation=organisation).select_related("objective")
        measures = [row for row in rows if row.in_plan or (also and row.pk == also.measure_id)]
        people = {person.key: person for person in people_for(user, organisation)}
        if also and also.owner:
            people.setdefault(also.owner.key, also.owner)
        return cls({measure.key: measure for measure in measures}, people)

    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """Options of each select; a measure carries the unit that the amount is in."""
        measures = [(key, f"{m.key} {m.name} ({m.unit or 'no unit'})") for key, m in self.measures.items()]
        return {
            "measure": [("", "Choose a measure"), *measures],
            "owner": [("", "Nobody yet"), *((key, person.name) for key, person in self.people.items())],
        }


def shown(benefit: Benefit) -> dict[str, str]:
    """The benefit as it is typed."""
    return {
        "measure": benefit.measure.key,
        "amount": number_typed(benefit.amount),
        "low": number_typed(benefit.low),
        "high": number_typed(benefit.high),
        "start_date": benefit.start_date.isoformat() if benefit.start_date else "",
        "ramp_months": str(benefit.ramp_months),
        "confidence": percent_typed(benefit.confidence),
        "owner": benefit.owner.key if benefit.owner else "",
        "cashable": amount_text(benefit.cashable),
        "claim": benefit.claim,
        "name": benefit.name,
        "source": benefit.source,
    }


def blank() -> dict[str, str]:
    """A new benefit: all of it at once, and for certain, until somebody says otherwise."""
    return dict.fromkeys(LABELS, "") | {"ramp_months": "0", "confidence": "100"}


def read_promise(typed: Typed, offer: Offer) -> Promise:
    """The benefit as typed.

    Raises:
        Invalid: with the repair of every field that cannot be kept.
    """
    measure = typed.choice("measure", offer.measures, repair="Choose a measure of the plan.")
    owner = typed.choice("owner", {"", *offer.people}, repair="Choose a person, or nobody yet.")
    amount, confidence = typed.number("amount"), typed.percent("confidence")
    if amount is None:
        typed.errors.setdefault("amount", "Say how much of the measure it changes: −4.5 lowers it, 4.5 raises it.")
    if confidence is None:
        typed.errors.setdefault("confidence", "Say how likely it is to arrive, from 0 to 100.")
    values: dict[str, Any] = {
        "low": typed.number("low"),
        "high": typed.number("high"),
        "start_date": typed.day("start_date"),
        "ramp_months": typed.whole("ramp_months", most=LONGEST_RAMP) or 0,
        "cashable": typed.money("cashable"),
        "claim": typed.text("claim", most=200),
        "name": typed.text("name"),
        "source": typed.text("source"),
    }
    typed.check()
    return Promise(
        measure=offer.measures[measure],
        amount=amount or 0.0,
        confidence=confidence or 0.0,
        owner=offer.people.get(owner),
        **values,
    )


def differing(mine: Mapping[str, str], theirs: Mapping[str, str], offer: Offer) -> list[dict[str, str]]:
    """Both texts of every field that differs, in words, for the page of a conflict."""
    words = {name: dict(options) for name, options in offer.choices().items()}
    return [
        {
            "field": label,
            "mine": words.get(name, {}).get(mine[name], mine[name]),
            "theirs": words.get(name, {}).get(theirs[name], theirs[name]),
        }
        for name, label in LABELS.items()
        if name in mine and mine[name].strip() != theirs[name]
    ]
