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


def benefits_of(components: QuerySet[Component]) -> tuple[engine.Benefit, ...]:
    """The components' benefits as the engine sees them."""
    rows = Benefit.objects.filter(component__in=components).select_related("component", "measure", "owner")
    return tuple(_benefit(row) for row in rows.order_by("component__key", "measure__key", "pk"))


def _benefit(row: Benefit) -> engine.Benefit:
    return engine.Benefit(
        key=str(row.pk),
        project=row.component.key,
        measure=row.measure.key,
        amount=row.amount,
        low=row.low,
        high=row.high,
        start=row.start_date,
        ramp_months=row.ramp_months,
        confidence=row.confidence,
        owner=row.owner.key if row.owner else None,
        cashable=row.cashable,
        claim=row.claim,
        name=row.name,
        source=row.source,
    )
