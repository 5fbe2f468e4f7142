"""The daily job: a digest for everybody who is due, sent at most once, tried again when the mail server refuses.

A row marks each person and period before anything is sent, and is marked again before its mail is handed over: what a
crash leaves in between may have arrived, is shown as not sent, and only a person sends it again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q

from northing.kernel import clock
from northing.kernel.daily import every_day, every_minute
from northing.kernel.errors import NorthingError
from northing.kernel.jobs import Progress, handles
from northing.kernel.models import Job, JobState
from northing.organisation.models import Organisation, User
from northing.organisation.people import accounts_of
from northing.organisation.roles import Permission
from northing.organisation.scope import units_where
from northing.stakeholders.digest import Span, contents
from northing.stakeholders.mail import compose, why_not_by_mail
from northing.stakeholders.models import Delivery, Digest, Rhythm
from northing.stakeholders.subscriptions import last_digest, rhythm_of

DIGESTS = "stakeholders.digests"
FIRST_PAUSE, GROWTH, MOST_TRIES = timedelta(minutes=5), 3, 7
LONGEST_HANDOVER = timedelta(minutes=10)
FIRST_LOOK = {Rhythm.DAILY: timedelta(days=1), Rhythm.WEEKLY: timedelta(days=7)}
MAYBE_SENT = "The worker stopped while it was being sent, so it may have arrived."


@every_day
def make_digests() -> None:
    """Ask for the day's digests of every organisation."""
    for organisation in Organisation.objects.all():
        ask(organisation)


@every_minute
def send_again() -> None:
    """Ask for another run where a digest waits whose next try has come, or whose worker died."""
    for organisation in Organisation.objects.filter(digests__in=_due()).distinct():
        ask(organisation)


def _due() -> Any:
    rows = Digest.objects.filter(state__in=(Delivery.WAITING, Delivery.SENDING))
    return rows.filter(Q(next_try_at=None) | Q(next_try_at__lte=clock.now()))


def ask(organisation: Organisation) -> None:
    """Put the job in the queue unless it is there already."""
    going = (JobState.WAITING, JobState.RUNNING)
    if not Job.objects.filter(kind=DIGESTS, organisation=organisation.key, state__in=going).exists():
        Job.objects.create(kind=DIGESTS, organisation=organisation.key, payload={"organisation": organisation.key})


def last_failure(organisation: Organisation) -> str:
    """What the last run said when it failed; empty when it went well."""
    ended = Job.objects.filter(kind=DIGESTS, organisation=organisation.key, finished_at__isnull=False)
    last = ended.order_by("-finished_at").first()
    return last.message if last and last.state == JobState.FAILED else ""


@handles(DIGESTS)
def run(payload: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Make what is due today and send what waits; run again after a crash, it goes on where it stopped."""
    organisation = Organisation.objects.filter(key=payload["organisation"]).first()
    if organisation is None:
        raise NorthingError("The organisation is gone; nothing was made.")
    accounts = [account for account in accounts_of(organisation) if _may_be_told(account, organisation)]
    made = 0
    for place, account in enumerate(accounts):
        progress.report(0.5 * place / len(accounts), f"Digest {place + 1} of {len(accounts)}")
        made += make(account, organisation) is not None
    return {"made": made, "sent": send_waiting(organisation, keep_lease=lambda: progress.report(0.5, "Sending"))}


def _may_be_told(account: User, organisation: Organisation) -> bool:
    return bool(units_where(account, Permission.SEE, organisation))


def period_of(rhythm: Rhythm, today: date) -> date | None:
    """The day, or the Monday of its week; None for whoever wants none."""
    if rhythm is Rhythm.OFF:
        return None
    return today if rhythm is Rhythm.DAILY else today - timedelta(days=today.weekday())


def make(account: User, organisation: Organisation) -> Digest | None:
    """The account's digest for the period that today is in; None when there is one already, or none is wanted."""
    rhythm = rhythm_of(account, organisation)
    period = period_of(rhythm, clock.today())
    if period is None or Digest.objects.filter(user=account, organisation=organisation, period_date=period).exists():
        return None
    last, now = last_digest(account, organisation), clock.now()
    digest = Digest(
        organisation=organisation,
        user=account,
        rhythm=rhythm,
        period_date=period,
        since=last.until if last else now - FIRST_LOOK[rhythm],
        until=now,
    )
    digest.state, digest.note = _begin(digest)
    digest.save()
    return digest


def _begin(digest: Digest) -> tuple[Delivery, str]:
    if not sections_of(digest):
        return Delivery.EMPTY, ""
    reason = why_not_by_mail(digest)
    return (Delivery.KEPT, reason) if reason else (Delivery.WAITING, "")


def sections_of(digest: Digest) -> list[Any]:
    """What the digest says to its reader as of now."""
    return contents(digest.user, digest.organisation, Span(digest.since, digest.until))


def send_waiting(organisation: Organisation, *, keep_lease: Callable[[], None]) -> int:
    """Send what is due over one connection; how many went out. A server that does not answer postpones the rest."""
    _give_up_the_unknown(organisation)
    waiting = list(_due().filter(organisation=organisation, state=Delivery.WAITING).select_related("user"))
    if not waiting:
        return 0
    connection: BaseEmailBackend = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException) as error:
        for digest in waiting:
            _postpone(digest, f"The mail server did not answer: {error}")
        return 0
    sent = 0
    for digest in waiting:
        keep_lease()
        sent += send(digest, connection)
    connection.close()
    return sent


def _give_up_the_unknown(organisation: Organisation) -> None:
    dead = _due().filter(organisation=organisation, state=Delivery.SENDING)
    dead.update(state=Delivery.FAILED, next_try_at=None, note=MAYBE_SENT)


def send(digest: Digest, connection: BaseEmailBackend) -> bool:
    """Hand one digest over, unless another worker took it; whether it went out."""
    lease = clock.now() + LONGEST_HANDOVER
    mine = Digest.objects.filter(pk=digest.pk, state=Delivery.WAITING)
    if not mine.update(state=Delivery.SENDING, next_try_at=lease, tries_count=digest.tries_count + 1):
        return False
    digest.refresh_from_db()
    sections = sections_of(digest) if digest.user.is_active else []
    if not sections:
        _end(digest, Delivery.EMPTY, "Nothing was left to tell when it was to be sent.")
        return False
    try:
        connection.send_messages([compose(digest, sections)])
    except SMTPRecipientsRefused as error:
        _end(digest, Delivery.FAILED, f"The mail server refuses the address: {error}")
    except (OSError, SMTPException) as error:
        _postpone(digest, str(error))
    else:
        _end(digest, Delivery.SENT, "", sent=True)
        return True
    return False


def _postpone(digest: Digest, why: str) -> None:
    """Wait 5 minutes, then three times as long each time, up to 20 hours; then it has failed."""
    tries = max(digest.tries_count, 1) if digest.state == Delivery.SENDING else digest.tries_count + 1
    if tries >= MOST_TRIES:
        _end(digest, Delivery.FAILED, f"Given up after {tries} tries. {why}", tries=tries)
        return
    later = clock.now() + FIRST_PAUSE * GROWTH ** (tries - 1)
    rows = Digest.objects.filter(pk=digest.pk)
    rows.update(state=Delivery.WAITING, next_try_at=later, tries_count=tries, note=why[:400])


def _end(digest: Digest, state: Delivery, note: str, *, tries: int | None = None, sent: bool = False) -> None:
    Digest.objects.filter(pk=digest.pk).update(
        state=state,
        note=note[:400],
        next_try_at=None,
        sent_at=clock.now() if sent else None,
        tries_count=digest.tries_count if tries is None else tries,
    )


def put_back(digest: Digest) -> str:
    """Let a kept, failed or waiting digest be sent at the worker's next look; why not, when it cannot be."""
    reason = why_not_by_mail(digest)
    if reason:
        return reason
    again = (Delivery.KEPT, Delivery.FAILED, Delivery.WAITING)
    rows = Digest.objects.filter(pk=digest.pk, state__in=again)
    if not rows.update(state=Delivery.WAITING, next_try_at=None, tries_count=0, note=""):
        return "It was sent, or is being sent, already."
    ask(digest.organisation)
    return ""
