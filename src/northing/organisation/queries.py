"""Reads of organisations, units and people, through the user."""

from __future__ import annotations

from django.db.models import QuerySet

from northing.engine import snapshot as engine
from northing.kernel.errors import NotFound
from northing.organisation.models import Organisation, Person, Unit, User
from northing.organisation.scope import organisations_of


def current_organisation(user: User) -> Organisation:
    """The organisation that the user works in: the one last chosen, else their own before the demo.

    Raises:
        NotFound: the user has no grant anywhere.
    """
    mine = organisations_of(user)
    if not mine:
        raise NotFound("Nobody has given you access to an organisation yet.")
    return next((organisation for organisation in mine if organisation.pk == user.organisation_id), mine[0])


def units_for(user: User, organisation: Organisation) -> QuerySet[Unit]:
    """The organisation's units; everybody with a grant in it may know how it is organised."""
    if organisation not in organisations_of(user):
        return Unit.objects.none()
    return Unit.objects.filter(organisation=organisation).select_related("head", "parent")


def get_unit_for(user: User, organisation: Organisation, key: str) -> Unit:
    """One unit by key.

    Raises:
        NotFound: there is none, or the user may not know of it.
    """
    unit = units_for(user, organisation).filter(key=key).first()
    if unit is None:
        raise NotFound("There is no such unit.")
    return unit


def people_of(organisation: Organisation) -> tuple[engine.Person, ...]:
    """The organisation's people as the engine sees them."""
    rows = Person.objects.filter(organisation=organisation).select_related("unit").order_by("key")
    return tuple(
        engine.Person(p.key, p.name, p.unit.key if p.unit else "", p.role_key or None, p.left_on) for p in rows
    )


def units_of(organisation: Organisation) -> tuple[engine.Unit, ...]:
    """The organisation's units as the engine sees them."""
    rows = Unit.objects.filter(organisation=organisation).select_related("parent", "head").order_by("key")
    return tuple(
        engine.Unit(u.key, u.name, u.parent.key if u.parent else None, u.head.key if u.head else None) for u in rows
    )
