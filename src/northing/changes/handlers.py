"""What this room does when something was changed anywhere, in the transaction of the change."""

from __future__ import annotations

from django.db import transaction

from northing.changes import findings, record
from northing.changes.detect import PLAN_VERSION, detect
from northing.kernel.daily import every_day
from northing.kernel.journal import Act
from northing.kernel.models import Event
from northing.kernel.reactions import after_change
from northing.organisation.models import Organisation
from northing.strategy.models import PlanStatus


@after_change
def recognise_change(act: Act) -> None:
    """A published plan, a reading or a loss of people becomes a change event with its impact, by itself."""
    organisation = Organisation.objects.filter(key=act.organisation).first()
    if organisation is None:
        return
    detected = detect(organisation, list(Event.objects.filter(batch=act.batch).order_by("sequence")))
    if detected:
        record.record_change(organisation, detected, act)


@after_change
def check_findings(act: Act) -> None:
    """Every rule looks again: findings are found on change, not on a button."""
    organisation = Organisation.objects.filter(key=act.organisation).first()
    if organisation and not _edits_only_a_draft(act):
        findings.refresh(organisation)


def _edits_only_a_draft(act: Act) -> bool:
    """A draft of the plan counts nowhere yet, so no rule can find anything else; its editors need not wait."""
    events = list(Event.objects.filter(batch=act.batch))
    states = [state for event in events for state in (event.before, event.after) if state]
    are_plans = bool(events) and all(event.subject_kind == PLAN_VERSION for event in events)
    return are_plans and all(state["status"] == PlanStatus.DRAFT for state in states)


@every_day
def check_findings_again() -> None:
    """An assumption that expired or a measure that nobody read since is found although nobody did anything."""
    for organisation in Organisation.objects.all():
        with transaction.atomic():
            findings.refresh(organisation)
