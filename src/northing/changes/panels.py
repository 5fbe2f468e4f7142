"""What this room has to say on other rooms' pages."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.template.loader import render_to_string

from northing.changes.models import ChangeEvent, Finding, FindingState
from northing.changes.queries import changes_for, decision_of, open_proposal, seen_keys
from northing.organisation.web import MemberRequest
from northing.register.models import Component
from northing.ui.panels import panel

MOST_NEWS = 2


@panel("line_of_sight", order=10)
def news(request: HttpRequest, _subject: Any) -> str:
    """Changes that wait for a decision, over the landing page's picture."""
    asking = cast("MemberRequest", request)
    waiting = [change for change in changes_for(asking.user, asking.organisation)[:8] if _is_waiting(change)]
    return render_to_string("changes/_news.html", {"changes": waiting[:MOST_NEWS]}, request) if waiting else ""


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
