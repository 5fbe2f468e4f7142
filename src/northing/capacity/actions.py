"""Writes of capacity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from northing.capacity.models import Role, Supply
from northing.kernel import actions, journal
from northing.kernel.errors import Invalid
from northing.organisation.models import User
from northing.organisation.roles import Permission
from northing.organisation.scope import require


def change_supply(*, actor: User, role: Role, months: Sequence[date], change_fte: float, reason: str) -> list[Supply]:
    """Add to (or with a negative change take from) what projects may use of a role in some months.

    Raises:
        Invalid: no reason is given, or a month would end up below zero.
    """
    organisation = role.organisation
    require(actor, Permission.EDIT_CAPACITY, organisation)
    if not reason.strip():
        raise Invalid(fields={"reason": "Say in a sentence why: it is the first thing that everybody hit will ask."})
    with actions.acting(
        actor=actor.email, action="capacity.change_supply", organisation=organisation.key, reason=reason
    ) as act:
        rows = list(Supply.objects.filter(role=role, month__in=months).order_by("month"))
        for row in rows:
            row.fte += change_fte
            if row.fte < 0:
                raise Invalid(fields={"change_fte": f"In {row.month:%B %Y} there are only {row.fte - change_fte:g}."})
            journal.update(row, act)
        return rows
