"""What this room does when something was changed anywhere, in the transaction of the change."""

from __future__ import annotations

from django.db import transaction

from northing.changes import findings, record
from northing.changes.detect import detect
from northing.kernel.daily import every_day
from northing.kernel.journal import Act
from northing.kernel.models import Event
from northing.kernel.reactions import after_change
from northing.organisation.models import Organisation


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
    if organisation:
        findings.refresh(organisation)


@every_day
def check_findings_again() -> None:
    """An assumption that expired or a measure that nobody read since is found although nobody did anything."""
    for organisation in Organisation.objects.all():
        with transaction.atomic():
            findings.refresh(organisation)
