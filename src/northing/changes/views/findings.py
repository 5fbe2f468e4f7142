"""Findings: where does the plan disagree with itself or with reality, and who takes care of it?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from northing.changes import findings_page as show
from northing.changes import triage
from northing.changes.models import Finding
from northing.changes.queries_findings import (
    ASIDE,
    BY_KEY,
    OPEN,
    By,
    Seen,
    assignable,
    checked_at,
    counts,
    findings_for,
    get_finding_for,
    history_of,
    narrowed,
    units_with_triage,
)
from northing.engine.alignment.findings import RULES
from northing.kernel import clock
from northing.kernel.errors import Invalid, NotAllowed
from northing.organisation.models import User
from northing.organisation.queries import units_for
from northing.organisation.roles import Permission, names_of
from northing.organisation.web import MemberRequest, member
from northing.register.queries import components_for
from northing.ui import exports
from northing.ui.blocks import Column
from northing.ui.figures import seconds_text
from northing.ui.toasts import toast

MOST_CARDS = 100
DONE = {"assign": "assigned", "snooze": "snoozed", "dismiss": "dismissed", "reopen": "opened again"}
RULE_COLUMNS = [Column("Rule"), Column("What it compares"), Column("Numbers"), Column("Open", kind="number")]
HISTORY_COLUMNS = [Column("When"), Column("Who"), Column("What"), Column("Reason")]


@require_safe
@member
def page(request: MemberRequest) -> HttpResponseBase:
    """The list, narrowed by the query string."""
    return _list(request, By.of(request.GET.dict()))


def _list(request: MemberRequest, by: By, *, errors: dict[str, str] | None = None) -> HttpResponseBase:
    here, everything = request.organisation, findings_for(request.user, request.organisation)
    shown = narrowed(everything, by, user=request.user)
    triaged = units_with_triage(request.user, here)
    cards = [show.card_of(seen, triage=triaged) for seen in shown[:MOST_CARDS]]
    context = {
        "title": show.title_of(shown, by),
        "cards": cards,
        "left_out": max(0, len(shown) - MOST_CARDS),
        "by": by,
        "words": by.words(),
        "here": request.get_full_path() if request.method == "GET" else reverse("changes:findings"),
        "tabs": show.tabs_of(by, counts(everything, by, user=request.user)),
        "choices": show.choices(units_for(request.user, here)),
        "exports": show.export_links(by),
        "bulk": BY_KEY.get(by.rule) if any(card.may for card in cards) and by.state in (OPEN, ASIDE) else None,
        "rule": BY_KEY.get(by.rule),
        "errors": errors or {},
        "error_pairs": [(f"id_{name}", sentence) for name, sentence in (errors or {}).items()],
        **_about_rules(request, everything),
    }
    return render(request, "changes/findings.html", context, status=422 if errors else 200)


def _about_rules(request: MemberRequest, everything: Sequence[Seen]) -> dict[str, object]:
    """The rules with how many findings of each are open, and when they ran last."""
    ran = checked_at(request.organisation)
    open_now = [seen.row.rule for seen in everything if seen.group == OPEN]
    return {
        "rules": [(rule, open_now.count(rule.key)) for rule in RULES],
        "rule_count": len(RULES),
        "rule_columns": RULE_COLUMNS,
        "ran": seconds_text((clock.now() - ran).total_seconds()) if ran else "",
    }


@require_safe
@member
def rules(request: MemberRequest) -> HttpResponseBase:
    """Every rule: what it compares, with which numbers, and how many findings of it are open."""
    everything = findings_for(request.user, request.organisation)
    return render(request, "changes/finding_rules.html", _about_rules(request, everything))


@require_safe
@member
def export(request: MemberRequest, form: str) -> HttpResponseBase:
    """The same findings as the page."""
    shown = narrowed(findings_for(request.user, request.organisation), By.of(request.GET.dict()), user=request.user)
    return exports.answer(form, name="findings", columns=show.EXPORTED, rows=show.export_rows(shown))


@require_safe
@member
def finding(request: MemberRequest, pk: int) -> HttpResponseBase:
    """One finding: both facts, what hangs on it, what would repair it, and what was done with it."""
    seen = get_finding_for(request.user, request.organisation, pk)
    return _one(request, seen, back=request.GET.get("next", ""))


def _one(request: MemberRequest, seen: Seen, *, back: str, errors: dict[str, str] | None = None) -> HttpResponseBase:
    here = request.organisation
    context = {
        "card": show.card_of(seen, triage=units_with_triage(request.user, here)),
        "row": seen.row,
        "rule": seen.rule,
        "next": back,
        "errors": errors or {},
        "error_pairs": [(f"id_{name}", sentence) for name, sentence in (errors or {}).items()],
        "entered": request.POST,
        "people": [("", "Head of the unit"), *((u.email, u.name) for u in assignable(here))],
        "components": _named(request, seen),
        "history": history_of(seen.row),
        "history_columns": HISTORY_COLUMNS,
        "breadcrumb": [{"label": "Findings", "url": reverse("changes:findings")}, {"label": seen.rule_name}],
    }
    return render(request, "changes/finding.html", context, status=422 if errors else 200)


def _named(request: MemberRequest, seen: Seen) -> list[tuple[str, str]]:
    rows = components_for(request.user, request.organisation).filter(key__in=seen.row.components)
    return list(rows.order_by("key").values_list("key", "name"))


@require_POST
@member
def triage_one(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Assign, snooze, dismiss or reopen one finding."""
    seen = get_finding_for(request.user, request.organisation, pk)
    asked, back = request.POST.get("do", ""), request.POST.get("next", "")
    try:
        batch = _do(request, [seen.row], version=request.POST.get("version", ""))
    except Invalid as error:
        if not error.fields:
            raise
        return _one(request, seen, back=back, errors=error.fields)
    return _done(request, f"Finding {DONE[asked]}.", batch, back=back)


@require_POST
@member
def triage_rule(request: MemberRequest) -> HttpResponseBase:
    """The same for every finding in a narrowed list that the person may triage, undone as one."""
    units = units_with_triage(request.user, request.organisation)
    if not units:
        raise NotAllowed("You cannot triage findings here.", who=names_of(Permission.TRIAGE))
    by = By.of(request.POST.dict())
    shown = narrowed(findings_for(request.user, request.organisation), by, user=request.user)
    rows = [seen.row for seen in shown if seen.row.unit_id in units]
    try:
        batch = _do(request, rows)
    except Invalid as error:
        if not error.fields:
            raise
        return _list(request, by, errors=error.fields)
    noun = "finding" if len(rows) == 1 else "findings"
    text = f"{len(rows)} {noun} {DONE[request.POST.get('do', '')]}."
    return _done(request, text, batch, back=request.POST.get("next", ""))


def _do(request: MemberRequest, rows: Sequence[Finding], *, version: str = "") -> UUID:
    asked = request.POST.get("do", "")
    actor, expected = request.user, int(version) if version.isdecimal() else None
    if asked == "assign":
        return triage.assign(actor=actor, findings=rows, to=_person(request), expected_version=expected)
    if asked == "snooze":
        return triage.snooze(actor=actor, findings=rows, until=_until(request), expected_version=expected)
    if asked == "dismiss":
        reason = request.POST.get("reason", "")
        return triage.dismiss(actor=actor, findings=rows, reason=reason, expected_version=expected)
    if asked == "reopen":
        return triage.reopen(actor=actor, findings=rows, expected_version=expected)
    raise Invalid(f"“{asked}” is none of {', '.join(DONE)}.")


def _person(request: MemberRequest) -> User | None:
    email = request.POST.get("to", "")
    if not email:
        return None
    found = next((user for user in assignable(request.organisation) if user.email == email), None)
    if found is None:
        raise Invalid(fields={"to": f"{email} has no account here. Choose somebody of the list."})
    return found


def _until(request: MemberRequest) -> date | None:
    try:
        return parse_date(request.POST.get("until", ""))
    except ValueError:
        return None


def _done(request: MemberRequest, text: str, batch: UUID, *, back: str) -> HttpResponseBase:
    toast(request, text, undo_url=reverse("organisation:undo", args=[batch]))
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if is_ours else reverse("changes:findings"))
