"""The reader's digest: what it would say now, the earlier ones, and how often it comes; and everybody's outbox."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from northing.kernel import clock
from northing.kernel.errors import Invalid
from northing.organisation.web import MemberRequest, member
from northing.stakeholders import delivery, subscriptions
from northing.stakeholders.digest import Span, contents
from northing.stakeholders.models import Delivery, Rhythm
from northing.ui.blocks import Column
from northing.ui.toasts import toast, warn

MOST_EARLIER = 12
MOST_OUTGOING = 200
OUTBOX_COLUMNS = [
    Column("To"),
    Column("Made"),
    Column("What became of it"),
    Column("Tries", kind="number"),
    Column("Repair", hidden_label=True),
]


@require_safe
@member
def digest(request: MemberRequest) -> HttpResponseBase:
    """What a digest would say if it were made now."""
    return _page(request)


def _page(request: MemberRequest, *, error: str = "") -> HttpResponseBase:
    user, here = request.user, request.organisation
    rhythm, now = subscriptions.rhythm_of(user, here), clock.now()
    since = _since(request, rhythm)
    context = {
        "sections": contents(user, here, Span(since, now)),
        "since": since,
        "earlier": subscriptions.digests_for(user, here)[:MOST_EARLIER],
        "rhythm": rhythm.value,
        "rhythms": Rhythm.choices,
        "says_when": _says_when(rhythm),
        "error": error,
    }
    return render(request, "stakeholders/digest.html", context, status=422 if error else 200)


def _since(request: MemberRequest, rhythm: Rhythm) -> datetime:
    """The last day or week, and all that came since the last digest when that is longer ago."""
    begin = clock.now() - delivery.FIRST_LOOK.get(rhythm, delivery.FIRST_LOOK[Rhythm.WEEKLY])
    last = subscriptions.last_digest(request.user, request.organisation)
    return min(begin, last.until) if last else begin


def _says_when(rhythm: Rhythm) -> str:
    words = {
        Rhythm.DAILY: "Your next digest is made tomorrow.",
        Rhythm.WEEKLY: "Your next digest is made on Monday.",
        Rhythm.OFF: "You asked for no digests; this page tells you all the same.",
    }
    return words[rhythm]


@require_safe
@member
def digest_of(request: MemberRequest, pk: int) -> HttpResponseBase:
    """An earlier digest, through what the reader may know today."""
    row = subscriptions.get_digest_for(request.user, request.organisation, pk)
    return render(request, "stakeholders/digest_of.html", {"digest": row, "sections": delivery.sections_of(row)})


@require_POST
@member
def choose(request: MemberRequest) -> HttpResponseBase:
    """Keep how often the reader wants to be told."""
    rhythm = request.POST.get("rhythm", "")
    try:
        act = subscriptions.choose_rhythm(actor=request.user, organisation=request.organisation, rhythm=rhythm)
    except Invalid as error:
        return _page(request, error=error.fields["rhythm"])
    toast(request, f"Kept. {_says_when(Rhythm(rhythm))}", undo_url=reverse("organisation:undo", args=[act.batch]))
    return redirect(f"{reverse('stakeholders:digest')}#rhythm")


@require_safe
@member
def outbox(request: MemberRequest) -> HttpResponseBase:
    """To whom digests went, and which did not go out; what they say is their readers' alone."""
    rows = subscriptions.outbox_for(request.user, request.organisation)
    open_ones = (Delivery.WAITING, Delivery.SENDING, Delivery.FAILED)
    context = {
        "rows": rows[:MOST_OUTGOING],
        "columns": OUTBOX_COLUMNS,
        "unsent": rows.filter(state__in=open_ones).count(),
        "kept": rows.filter(state=Delivery.KEPT).count(),
        "failure": delivery.last_failure(request.organisation),
    }
    return render(request, "stakeholders/outbox.html", context)


@require_POST
@member
def send_again(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Let one be sent at the worker's next look."""
    row = subscriptions.get_outgoing_for(request.user, request.organisation, pk)
    reason = delivery.put_back(row)
    if reason:
        warn(request, f"It stays here. {reason}")
    else:
        toast(request, f"The digest for {row.user} is sent within a minute.")
    return redirect("stakeholders:outbox")
