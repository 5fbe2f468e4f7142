"""What people do with findings: assign, snooze, dismiss, reopen; one at a time or several as one operation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from northing.changes.models import Finding, FindingState
from northing.changes.queries_findings import get_finding_for
from northing.kernel import actions, clock, journal
from northing.kernel.errors import Invalid, NotFound
from northing.organisation.models import User
from northing.organisation.roles import Permission
from northing.organisation.scope import require

Change = Callable[[Finding], None]


def assign(*, actor: User, findings: Sequence[Finding], to: User | None, expected_version: int | None = None) -> UUID:
    """Say who takes care of it; None gives it back to the head of its unit. The operation's batch, for undo.

    Raises:
        Invalid: the person may not see it, or it is resolved.
    """
    for finding in findings:
        if to:
            _refuse_blind(to, finding)

    def change(finding: Finding) -> None:
        finding.assigned_to = to.email if to else ""

    return _write(actor, findings, "changes.assign_finding", change, expected_version=expected_version)


def _refuse_blind(to: User, finding: Finding) -> None:
    try:
        get_finding_for(to, finding.organisation, finding.pk)
    except NotFound:
        raise Invalid(fields={"to": f"{to.name} may not see everything that it names. Choose somebody else."}) from None


def snooze(
    *, actor: User, findings: Sequence[Finding], until: date | None, expected_version: int | None = None
) -> UUID:
    """Put it aside until a day; it comes back on that day if its facts still hold.

    Raises:
        Invalid: the day is missing or not later than today, or a finding is resolved.
    """
    if until is None or until <= clock.today():
        raise Invalid(fields={"until": "Choose a day after today, on which it comes back."})

    def change(finding: Finding) -> None:
        finding.state, finding.snoozed_until_date = FindingState.SNOOZED, until

    return _write(actor, findings, "changes.snooze_finding", change, expected_version=expected_version)


def dismiss(*, actor: User, findings: Sequence[Finding], reason: str, expected_version: int | None = None) -> UUID:
    """Accept it as an exception, with the reason; it stays listed and can be taken back.

    Raises:
        Invalid: there is no reason, or a finding is resolved.
    """
    if not reason.strip():
        raise Invalid(fields={"reason": "Say why it is accepted: the reason is listed with it."})

    def change(finding: Finding) -> None:
        finding.state, finding.snoozed_until_date = FindingState.DISMISSED, None
        finding.reason = reason.strip()

    return _write(
        actor, findings, "changes.dismiss_finding", change, reason=reason.strip(), expected_version=expected_version
    )


def reopen(*, actor: User, findings: Sequence[Finding], expected_version: int | None = None) -> UUID:
    """Take a dismissal or a snooze back.

    Raises:
        Invalid: a finding is resolved.
    """

    def change(finding: Finding) -> None:
        finding.state, finding.snoozed_until_date, finding.reason = FindingState.OPEN, None, ""

    return _write(actor, findings, "changes.reopen_finding", change, expected_version=expected_version)


def _write(
    actor: User,
    findings: Sequence[Finding],
    action: str,
    change: Change,
    *,
    reason: str = "",
    expected_version: int | None = None,
) -> UUID:
    if not findings:
        raise Invalid("There is no finding left to do this to.")
    organisation = findings[0].organisation
    with actions.acting(actor=actor.email, action=action, organisation=organisation.key, reason=reason) as act:
        for finding in findings:
            require(actor, Permission.TRIAGE, organisation, finding.unit)
            if finding.state == FindingState.RESOLVED:
                raise Invalid("It is resolved: its facts no longer contradict each other.")
            change(finding)
            journal.update(finding, act, expected_version=expected_version)
        return act.batch
