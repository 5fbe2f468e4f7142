"""Reads of benefits, through the user, and benefits as the engine sees them."""

from __future__ import annotations

from django.db.models import QuerySet

from northing.benefits.models import Benefit
from northing.engine import register as engine
from northing.kernel.errors import NotFound
from northing.organisation.models import Organisation, User
from northing.register.models import Component


def benefits_for(user: User, organisation: Organisation) -> QuerySet[Benefit]:
    """The benefits of components that the user may see."""
    rows = Benefit.objects.visible_to(user).filter(component__organisation=organisation)
    return rows.select_related("component", "measure", "owner")


def get_benefit_for(user: User, organisation: Organisation, pk: int) -> Benefit:
    """One benefit by id.

    Raises:
        NotFound: there is none, or the user may not know of it.
    """
    benefit = benefits_for(user, organisation).filter(pk=pk).first()
    if benefit is None:
        raise NotFound("There is no such benefit.")
    return benefit


# What the engine calls each column. Rows are read as plain values: a page reads thousands of them.
_COLUMNS = {
    "project": "component__key",
    "measure": "measure__key",
    "amount": "amount",
    "low": "low",
    "high": "high",
    "start": "start_date",
    "ramp_months": "ramp_months",
    "confidence": "confidence",
    "owner": "owner__key",
    "cashable": "cashable",
    "claim": "claim",
    "name": "name",
    "source": "source",
}


def benefits_of(components: QuerySet[Component]) -> tuple[engine.Benefit, ...]:
    """The components' benefits as the engine sees them."""
    rows = Benefit.objects.filter(component__in=components).order_by("component__key", "measure__key", "pk")
    return tuple(
        engine.Benefit(key=str(pk), **dict(zip(_COLUMNS, row, strict=True)))
        for pk, *row in rows.values_list("pk", *_COLUMNS.values())
    )
