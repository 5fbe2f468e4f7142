"""What this room has to say on other rooms' pages."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from northing.changes.models import ChangeEvent, Finding, FindingState
from northing.changes.queries import changes_for, decision_of, open_proposal, seen_keys
from northing.organisation.web import MemberRequest
from northing.register.models import Component
from northing.ui.blocks import Kpi
from northing.ui.panels import figures, panel

MOST_LOOKED_AT = 8
MOST_LETTERS = 38


@figures("line_of_sight")
def waiting(request: HttpRequest) -> list[Kpi]:
    """How many changes wait for a decision, and the newest of them, over the landing page's picture."""
    asking = cast("MemberRequest", request)
    open_ones = [
        change for change in changes_for(asking.user, asking.organisation)[:MOST_LOOKED_AT] if _is_waiting(change)
    ]
    if not open_ones:
        return []
    url = reverse("changes:change", args=[open_ones[0].key])
    return [Kpi("Waiting for a decision", str(len(open_ones)), shortened(open_ones[0].title), url)]


def shortened(title: str) -> str:
    """The first words of a title, as many as fit beside a figure."""
    return title if len(title) <= MOST_LETTERS else f"{title[:MOST_LETTERS].rsplit(' ', 1)[0]} …"


def _is_waiting(change: ChangeEvent) -> bool:
    proposal = open_proposal(change)
    return proposal is not None and proposal.superseded_by is None and decision_of(proposal) is None


@panel("project", order=10)
def findings_of(request: HttpRequest, subject: Any) -> str:
    """Open findings that name the project, on its page."""
    component: Component = subject
    asking = cast("MemberRequest", request)
    seen = seen_keys(asking.user, asking.organisation)
    rows = Finding.objects.visible_to(asking.user).filter(organisation=component.organisation, state=FindingState.OPEN)
    mine = [row for row in rows if component.key in row.components and set(row.components) <= seen]
    return render_to_string("changes/_findings_of.html", {"findings": mine}, request) if mine else ""
