"""What people do with a file on its way: stage, map, choose, commit, discard, undo."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from northing.engine.formats.limits import DEFAULT as LIMITS
from northing.exchange import staging
from northing.exchange.kinds import KINDS
from northing.exchange.known import scales_of
from northing.exchange.models import ImportBatch
from northing.exchange.queries import get_batch_for
from northing.exchange.shown import day, scale_changes
from northing.exchange.views.batch import batch_page, start_page
from northing.kernel.errors import Invalid
from northing.kernel.idempotency import once
from northing.organisation.roles import Permission
from northing.organisation.scope import require
from northing.organisation.web import MemberRequest, member
from northing.ui.toasts import toast

UNITS = (1, 1_000, 1_000_000, 1_000_000_000)


@require_POST
@member
@once
def stage(request: MemberRequest) -> HttpResponseBase:
    """Take a file or pasted text, and read it."""
    require(request.user, Permission.IMPORT, request.organisation)
    try:
        name, content = _content(request)
        batch = staging.stage(
            actor=request.user,
            organisation=request.organisation,
            kind=request.POST.get("kind", ""),
            file_name=name,
            content=content,
            as_of=_as_of(request),
        )
    except Invalid as error:
        return start_page(request, errors=error.fields or {"file": str(error)}, status=422)
    return redirect("exchange:batch", pk=batch.pk)


def _content(request: MemberRequest) -> tuple[str, bytes]:
    upload = request.FILES.get("file")
    if upload is None:
        text = request.POST.get("text", "")
        if request.POST.get("kind", "") in KINDS and not text.strip():
            raise Invalid(fields={"file": "Choose a file, or paste its text below."})
        return "pasted text", text.encode()
    if upload.size and upload.size > LIMITS.bytes:
        size, most = upload.size // 1_000_000, LIMITS.bytes // 1_000_000
        raise Invalid(fields={"file": f"It has {size} MB, more than {most}. Leave out unused sheets, or split it."})
    return upload.name or "file", upload.read()


def _as_of(request: MemberRequest) -> Any:
    text = request.POST.get("as_of", "").strip()
    found = day(text)
    if text and found is None:
        raise Invalid(fields={"as_of": "Write the date as 2026-03-31."})
    return found


@require_POST
@member
def remap(request: MemberRequest, pk: UUID) -> HttpResponseBase:
    """Say which column is which field; the file is read again with that."""
    batch = get_batch_for(request.user, request.organisation, pk)
    columns = {
        column["header"]: request.POST.get(f"column-{n}", "")
        for n, column in enumerate(batch.report.get("columns", ()))
    }
    mapping: dict[str, Any] = {"columns": columns}
    unit = request.POST.get("money_unit", "")
    if unit.isdecimal() and int(unit) in UNITS:
        mapping["money_unit"] = int(unit)
    try:
        staging.remap(actor=request.user, batch=batch, mapping=mapping)
    except Invalid as error:
        return batch_page(request, batch, errors=error.fields, status=422)
    return _to(batch, "check")


@require_POST
@member
def choose(request: MemberRequest, pk: UUID) -> HttpResponseBase:
    """Tell pairs apart, and say how the points of an old rating scale read on the new one."""
    batch = get_batch_for(request.user, request.organisation, pk)
    choices: dict[str, Any] = {"apart": [pair.rsplit(" ", 1) for pair in request.POST.getlist("apart") if " " in pair]}
    tables = {}
    for asked in scale_changes(batch.report, batch.choices, scales_of(batch.organisation)):
        answers = {row["label"]: request.POST.get(row["name"], "") for row in asked["rows"]}
        tables[asked["field"]] = {old: new for old, new in answers.items() if new}
    if any(tables.values()):
        choices["tables"] = tables
    staging.choose(actor=request.user, batch=batch, choices=choices)
    return _to(batch, "preview")


@require_POST
@member
@once
def commit(request: MemberRequest, pk: UUID) -> HttpResponseBase:
    """Write it; long files become a job whose progress the page shows."""
    batch = get_batch_for(request.user, request.organisation, pk)
    staging.commit(actor=request.user, batch=batch)
    batch.refresh_from_db()
    if batch.journal_batch:
        toast(request, f"{batch.file_name} is imported.", undo_url=reverse("exchange:undo", args=[batch.pk]))
    return redirect("exchange:batch", pk=batch.pk)


@require_POST
@member
def discard(request: MemberRequest, pk: UUID) -> HttpResponseBase:
    """Throw the staged file away."""
    batch = get_batch_for(request.user, request.organisation, pk)
    staging.discard(actor=request.user, batch=batch)
    toast(request, f"{batch.file_name} is discarded; nothing was imported.")
    return redirect("exchange:index")


@require_POST
@member
def undo(request: MemberRequest, pk: UUID) -> HttpResponseBase:
    """Take the import back; that can be undone in turn."""
    batch = get_batch_for(request.user, request.organisation, pk)
    again = staging.undo(actor=request.user, batch=batch)
    if again:
        words = f"The import of {batch.file_name} is undone."
        toast(request, words, undo_url=reverse("organisation:undo", args=[again]))
    return redirect("exchange:batch", pk=batch.pk)


def _to(batch: ImportBatch, step: str) -> HttpResponseBase:
    return redirect(f"{reverse('exchange:batch', args=[batch.pk])}?step={step}")
