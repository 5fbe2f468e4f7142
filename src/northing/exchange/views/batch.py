"""The pages of importing: where to begin, a file on its way, and what it left behind."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from northing.exchange import shown
from northing.exchange.kinds import KINDS
from northing.exchange.known import scales_of
from northing.exchange.models import ImportBatch, ImportState
from northing.exchange.queries import get_batch_for, history_for, is_in_force, job_of, may_import
from northing.exchange.staging import WRITING
from northing.kernel.errors import NotFound
from northing.organisation.roles import Permission
from northing.organisation.scope import require
from northing.organisation.web import MemberRequest, member
from northing.ui import exports
from northing.ui.blocks import Column

HISTORY = [
    Column("File", "file"),
    Column("What", "kind"),
    Column("State", "state"),
    Column("By", "by"),
    Column("When", "when"),
    Column("Rows", "rows", kind="number"),
]
WORKING = ("waiting", "running")


@require_safe
@member
def index(request: MemberRequest) -> HttpResponseBase:
    """Bring a file, and what was brought before."""
    require(request.user, Permission.IMPORT, request.organisation)
    return start_page(request)


def start_page(request: MemberRequest, *, errors: dict[str, str] | None = None, status: int = 200) -> HttpResponseBase:
    """The first page, with what needs a repair."""
    here = request.organisation
    kinds = [(kind.name, kind.title) for kind in KINDS.values() if may_import(request.user, here, kind.name)]
    context = {
        "is_demo": here.is_demo,
        "kinds": kinds,
        "columns": HISTORY,
        "history": history_for(request.user, here),
        "idempotency_key": uuid4().hex,
        "errors": errors or {},
        "error_items": [(f"id_{name}", words) for name, words in (errors or {}).items()],
        "typed": request.POST,
        "start_url": reverse("organisation:start"),
    }
    return render(request, "exchange/index.html", context, status=status)


@require_safe
@member
def show(request: MemberRequest, pk: UUID) -> HttpResponseBase:
    """The file where it is on its way: being worked on, in one of its steps, or done."""
    return batch_page(request, get_batch_for(request.user, request.organisation, pk))


def batch_page(
    request: MemberRequest, batch: ImportBatch, *, errors: dict[str, str] | None = None, status: int = 200
) -> HttpResponseBase:
    """The page of a batch, in the step that the address asks for."""
    context = _context(request, batch)
    context["errors"] = errors or {}
    context["error_items"] = [("main", words) for words in (errors or {}).values()]
    return render(request, f"exchange/{context['step']}.html", context, status=status)


def _context(request: MemberRequest, batch: ImportBatch) -> dict[str, Any]:
    job = job_of(batch)
    is_working = bool(job and job.state in WORKING)
    step = _step(request, batch, is_working=is_working)
    report = batch.report
    return {
        "batch": batch,
        "report": report,
        "job": job,
        "percent": round(100 * job.progress_share) if job else 0,
        "can_cancel": is_working and job is not None and job.progress_share < WRITING,
        "failed": bool(job and job.state in {"failed", "cancelled"}),
        "step": step,
        "steps": shown.steps_of(batch.kind, step, has_columns="columns" in report),
        "in_force": is_in_force(batch),
        "faults": shown.faults_of(report),
        "changes": shown.changes_of(report),
        "all_changes": len(report.get("change_list", ())),
        "counts": [(kind.replace("_", " "), count) for kind, count in report.get("changes", {}).items()],
        "scales": _scales(batch),
        "field_options": shown.fields_of(batch.kind, report),
        "mapped": _mapped(report),
        "column_columns": shown.COLUMNS,
        "change_columns": shown.CHANGE_COLUMNS,
        "pairs": shown.pairs_of(report, batch.choices),
    }


def _mapped(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {**column, "name": f"column-{n}", "samples": " · ".join(column["samples"])}
        for n, column in enumerate(report.get("columns", ()))
    ]


def _scales(batch: ImportBatch) -> list[dict[str, Any]]:
    if batch.state != ImportState.STAGED or batch.kind != "projects":
        return []
    return shown.scale_changes(batch.report, batch.choices, scales_of(batch.organisation))


def _step(request: MemberRequest, batch: ImportBatch, *, is_working: bool) -> str:
    if is_working:
        return "working"
    if batch.state != ImportState.STAGED:
        return "result"
    if "error" in batch.report or not batch.report:
        return "unreadable"
    wanted = request.GET.get("step", "")
    possible = [name for name, _ in shown.STEPS[:3] if name != "map" or batch.kind != "plan"]
    return wanted if wanted in possible else possible[0]


@require_safe
@member
def rejected(request: MemberRequest, pk: UUID, form: str) -> HttpResponseBase:
    """The rejected rows in the file's own columns, with place and repair, to correct and send again."""
    batch = get_batch_for(request.user, request.organisation, pk)
    if form not in {"csv", "xlsx"}:
        raise NotFound("There is no such download. Use rejected.csv or rejected.xlsx.")
    header = batch.report.get("header", [])
    items = batch.report.get("rejected_list", [])
    rows = [
        [*(item["cells"] + [""] * len(header))[: len(header)], item["row"], item["problem"], item["repair"]]
        for item in items
    ]
    columns = [*header, "Rejected: row", "Rejected: problem", "Rejected: repair"]
    return exports.answer(form, name="rejected", columns=columns, rows=rows)


@require_safe
@member
def report(request: MemberRequest, pk: UUID) -> HttpResponseBase:
    """The whole report as data, the same that the command line prints with --json."""
    batch = get_batch_for(request.user, request.organisation, pk)
    response = JsonResponse(batch.report, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="import-report.json"'
    return response
