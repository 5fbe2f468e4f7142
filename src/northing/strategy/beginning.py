"""A plan that was published for a later day takes over when the day comes, without anybody's action."""

from __future__ import annotations

from django.db.models import DateField, F, QuerySet
from django.db.models.functions import Cast

from northing.kernel import actions, clock
from northing.kernel.daily import every_day
from northing.organisation.models import Organisation
from northing.strategy.actions import project
from northing.strategy.models import PlanStatus, PlanVersion


@every_day
def begin_plans() -> None:
    """Objectives and measures are renamed, moved and retired as the plan that has begun says; again changes nothing."""
    for organisation in Organisation.objects.filter(pk__in=_begun().values("organisation")):
        with actions.acting(
            actor="northing",
            action="strategy.begin_plan",
            organisation=organisation.key,
            reason="The plan's day has come",
        ) as act:
            project(organisation, act)


def _begun() -> QuerySet[PlanVersion]:
    """Versions that were published ahead of their day, which has come."""
    rows = PlanVersion.objects.filter(status=PlanStatus.PUBLISHED, effective_date__lte=clock.today())
    return rows.annotate(published_on=Cast("published_at", DateField())).filter(effective_date__gt=F("published_on"))
