"""The event of the story, told through the product's own actions: a target is tightened, six engineers leave."""

from __future__ import annotations

from datetime import timedelta

from northing.capacity.actions import change_supply
from northing.capacity.models import Role
from northing.demo.tarnwell import projects
from northing.demo.tarnwell.build import Builder
from northing.engine.calendar import add_months
from northing.organisation.models import User
from northing.strategy.actions import publish_draft, save_draft


def tell_event(builder: Builder) -> None:
    """Publish version 4 of the plan, effective the day before the install day, and take the engineers away."""
    organisation = builder.organisation
    lead = User.objects.get(email="aisha.khan@tarnwell.example")
    draft = save_draft(actor=lead, organisation=organisation, plan=builder.event_plan(), expected_version=None)
    change_supply(
        actor=lead,
        role=Role.objects.get(organisation=organisation, key="design-engineer"),
        months=[add_months(builder.month, n) for n in projects.LEAVING_MONTHS],
        change_fte=-projects.DESIGN_ENGINEERS_LEAVING,
        reason="Six design engineers leave for the quarter",
    )
    publish_draft(
        actor=lead,
        organisation=organisation,
        effective_date=builder.day - timedelta(days=1),
        message="The regulator's note of this week tightens storm spills from −40 % to −55 %.",
        expected_version=draft.version,
    )
