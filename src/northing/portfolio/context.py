"""What the frame of every page says of the organisation: its name, its plan of record, the day looked at."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest

from northing.kernel import clock
from northing.organisation.models import Organisation
from northing.organisation.roles import Permission
from northing.organisation.scope import may
from northing.organisation.web import MemberRequest
from northing.portfolio.queries import record_in_force
from northing.strategy.queries import version_in_force


def organisation(request: HttpRequest) -> dict[str, Any]:
    """Context processor; empty for whoever is not signed in."""
    here: Organisation | None = getattr(request, "organisation", None)
    if here is None:
        return {}
    record, plan = record_in_force(here, clock.today()), version_in_force(here, clock.today())
    return {
        "organisation": here.name,
        "is_demo": here.is_demo,
        "currency": here.currency,
        "may_manage_people": may(cast("MemberRequest", request).user, Permission.MANAGE_PEOPLE, here),
        "plan_of_record": f"v{record.number}" if record else "",
        "plan_version": f"v{plan.number}" if plan else "",
    }
