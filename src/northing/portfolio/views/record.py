"""The plan of record: what is in, when and how large, and every version of it."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from northing.engine.formats.json import canonical
from northing.kernel import clock
from northing.kernel.errors import Invalid
from northing.organisation.web import MemberRequest, member
from northing.portfolio.models import RecordVersion
from northing.portfolio.queries import record_in_force, versions_for
from northing.register.queries import components_for
from northing.ui.blocks import Column

COLUMNS = [
    Column("Project"),
    Column("Unit"),
    Column("Moved", kind="number", unit="months"),
    Column("Size", kind="number"),
]


def _asked(request: MemberRequest) -> RecordVersion | None:
    """The version that `?version=` names, else the one in force.

    Raises:
        Invalid: there is no such version.
    """
    text = request.GET.get("version", "")
    if not text:
        return record_in_force(request.organisation, clock.today())
    versions = versions_for(request.user, request.organisation)
    found = versions.filter(number=int(text)).first() if text.isdecimal() else None
    if found is None:
        raise Invalid(f"There is no version “{text}” of the plan of record.")
    return found


def _lines(request: MemberRequest, version: RecordVersion | None) -> list[dict[str, object]]:
    """The version's lines of components that the person may see."""
    components = {c.key: c for c in components_for(request.user, request.organisation)}
    lines = version.document["lines"] if version else []
    return [{**line, "component": components[line["project"]]} for line in lines if line["project"] in components]


@require_safe
@member
def page(request: MemberRequest) -> HttpResponseBase:
    """What has been decided to be in, and the versions by which it came to be so."""
    version = _asked(request)
    lines = _lines(request, version)
    noun = "project is" if len(lines) == 1 else "projects are"
    context = {
        "version": version,
        "lines": lines,
        "versions": versions_for(request.user, request.organisation),
        "columns": COLUMNS,
        "title": f"{len(lines)} {noun} in" + (f", as of version {version.number}" if version else ""),
        "today": clock.today(),
    }
    return render(request, "portfolio/plan_of_record.html", context)


@require_safe
@member
def data(request: MemberRequest) -> HttpResponseBase:
    """The same, one byte sequence per content: equal plans of record export to equal bytes."""
    lines = _lines(request, _asked(request))
    document = {"lines": [{k: v for k, v in line.items() if k != "component"} for line in lines]}
    return HttpResponse(canonical(document), content_type="application/json")
