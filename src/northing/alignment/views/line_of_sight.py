"""The landing page: are we spending on what we said matters, is it working, what must I decide?"""

from __future__ import annotations

from datetime import date

from django.http import HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from northing.alignment.figures import key_figures
from northing.alignment.line_of_sight import headline, nodes
from northing.alignment.queries import picture_for
from northing.alignment.report import as_json
from northing.alignment.widths import Kind, width_of
from northing.kernel import clock
from northing.kernel.errors import Invalid
from northing.organisation.web import MemberRequest, member
from northing.ui import panels
from northing.ui.charts.line_of_sight_drawing import draw
from northing.ui.figures import date_text


def asked_day(request: MemberRequest) -> date | None:
    """The day that the page's `as_of` asks for; None for today.

    Raises:
        Invalid: it is not a date, or lies in the future.
    """
    text = request.GET.get("as_of", "")
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or day > clock.today():
        raise Invalid(f"“{text}” is not a day up to today. Write it as 2026-09-30.")
    return day


@require_safe
@member
def page(request: MemberRequest) -> HttpResponseBase:
    """The headline, five figures, and the plan linked to the projects that carry it."""
    here, day = request.organisation, asked_day(request)
    kind = Kind.of(request.GET.get("width", ""))
    picture = picture_for(request.user, here, as_of=day)
    sentence = headline(picture, currency=here.currency)
    width = width_of(kind, picture, currency=here.currency)
    title = "".join(part.text for part in sentence)
    context = {
        "headline": sentence,
        "title": title,
        "picture": draw(
            list(nodes(picture, width=width)),
            title=title,
            amount_unit=width.unit,
            write=width.write,
            orphans_url=f"{reverse('alignment:register')}?objective=none",
        ),
        "figures": [*panels.all_figures("line_of_sight", request), *key_figures(picture, currency=here.currency)],
        "widths": [(one.value, _with_width(request, one), one is kind, one is kind.following) for one in Kind],
        "has_plan": bool(picture.coverage.objectives),
        "has_projects": bool(picture.snapshot.projects),
        "as_of": date_text(day) if day else "",
    }
    return render(request, "alignment/line_of_sight.html", context)


def _with_width(request: MemberRequest, kind: Kind) -> str:
    query = request.GET.copy()
    query["width"] = kind.value
    return f"?{query.urlencode()}"


@require_safe
@member
def data(request: MemberRequest) -> HttpResponseBase:
    """The same as data: coverage of every measure, objective and the plan, with what each rests on."""
    picture = picture_for(request.user, request.organisation, as_of=asked_day(request))
    return JsonResponse(as_json(picture))
