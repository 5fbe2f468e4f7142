"""Load the demo, take it away, and start with one's own data."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from northing.benefits.models import Benefit
from northing.changes.models import Decision, Proposal
from northing.demo.tarnwell.build import Builder, add_rating_scale
from northing.demo.tarnwell.event import tell_event
from northing.demo.tarnwell.story import CLEAN, TOLD
from northing.kernel import actions, clock, journal
from northing.organisation.models import Organisation, User
from northing.register.models import Component, Rating

KEY = "tarnwell"
SEEDS = {"tarnwell": TOLD, "clean": CLEAN}


def load_demo(seed: str = "tarnwell", *, day: date | None = None) -> Organisation:
    """Tarnwell Water as an organisation of its own, beside anything else that is there; loading it again renews it.

    Args:
        seed: ``tarnwell`` with its event and planted contradictions, or ``clean`` without any.
        day: the install day; today by default.
    """
    story = SEEDS[seed]
    day = day or clock.today()
    with transaction.atomic():
        remove_demo()
        with actions.acting(actor="northing demo", action="demo.load", organisation=KEY) as act:
            organisation = Organisation(key=KEY, name="Tarnwell Water", is_demo=True)
            journal.create(organisation, act)
            add_rating_scale(organisation)
            builder = Builder(organisation, day=day, story=story, act=act)
            builder.build()
        if story.with_event:
            tell_event(builder)
    return organisation


def remove_demo() -> None:
    """Take the demo and its accounts away; own data is not touched, and the journal keeps what happened."""
    demo = Organisation.objects.filter(is_demo=True).first()
    if demo is None:
        return
    with actions.acting(actor="northing demo", action="demo.remove", organisation="") as act:
        User.objects.filter(person__organisation=demo).delete()
        journal.append(act, demo, before={"key": demo.key, "name": demo.name}, after=None)
        _delete_rows(demo)


def _delete_rows(demo: Organisation) -> None:
    # Decisions and benefits protect what they rest on from single removals; here all of it goes together.
    Decision.objects.filter(proposal__change__organisation=demo).delete()
    Proposal.objects.filter(change__organisation=demo).delete()
    Benefit.objects.filter(component__organisation=demo).delete()
    Rating.objects.filter(component__organisation=demo).delete()
    Component.objects.filter(organisation=demo).delete()
    for unit in demo.units.filter(parent__isnull=False):
        unit.delete()
    demo.delete()
