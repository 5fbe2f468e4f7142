"""Writes of capacity."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from northing.capacity.models import Role, Supply
from northing.kernel import actions, journal
from northing.kernel.errors import Invalid
from northing.organisation.models import User
from northing.organisation.roles import Permission
from northing.organisation.scope import require


def change_supply(*, actor: User, role: Role, months: Sequence[date], change_fte: float, reason: str) -> UUID:
    """Add to (or with a negative change take from) what projects may use of a role in some months; the batch.

    Raises:
        NotAllowed: the actor does not edit capacity.
        Invalid: no reason, change or month is given, a month has no known supply, or would end up below zero.
    """
    organisation = role.organisation
    require(actor, Permission.EDIT_CAPACITY, organisation)
    _check(months, change_fte, reason)
    with actions.acting(
        actor=actor.email, action="capacity.change_supply", organisation=organisation.key, reason=reason
    ) as act:
        rows = list(Supply.objects.filter(role=role, month__in=months).order_by("month"))
        _refuse_unknown(months, rows)
        for row in rows:
            row.fte += change_fte
            if row.fte < 0:
                raise Invalid(fields={"change_fte": f"In {row.month:%B %Y} there are only {row.fte - change_fte:g}."})
            journal.update(row, act)
        return act.batch


def _check(months: Sequence[date], change_fte: float, reason: str) -> None:
    errors = {}
    if not reason.strip():
        errors["reason"] = "Say in a sentence why: it is the first thing that everybody hit will ask."
    if not change_fte or not math.isfinite(change_fte):
        errors["change_fte"] = "Say how many come or go: 2 adds two, −2 takes two away."
    if not months:
        errors["until"] = "Choose a last month that is not before the first."
    if errors:
        raise Invalid(fields=errors)


def _refuse_unknown(months: Sequence[date], rows: Sequence[Supply]) -> None:
    known = {row.month for row in rows}
    unknown = [month for month in months if month not in known]
    if unknown:
        sentence = f"Nobody has said yet how many there are in {unknown[0]:%B %Y}; choose months that have a number."
        raise Invalid(fields={"until": sentence})
