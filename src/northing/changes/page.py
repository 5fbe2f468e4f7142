"""What the page of a change shows: four steps from left to right, detect, impact, propose, decide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse

from northing.changes.discretion import Discretion
from northing.changes.models import ChangeEvent, Decision, Objection, Proposal
from northing.changes.queries import (
    Line,
    decision_of,
    hidden_count,
    hits_for,
    lines_for,
    open_proposal,
    role_names,
    seen_keys,
)
from northing.changes.shortfalls import sees_all, shortfalls_for
from northing.kernel import clock
from northing.kernel.errors import Invalid
from northing.kernel.models import JobState
from northing.organisation.models import Organisation, User
from northing.organisation.roles import Permission, names_of
from northing.organisation.scope import may
from northing.ui.blocks import Step
from northing.ui.charts.drawing import Chart
from northing.ui.charts.frontier import Point, frontier
from northing.ui.figures import share_text

SHOWN_HITS = 25
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def context(user: User, organisation: Organisation, change: ChangeEvent, *, point: int | None = None) -> dict[str, Any]:
    """Everything of the page that the person may see."""
    proposal = open_proposal(change)
    decision = decision_of(proposal) if proposal else None
    seen = seen_keys(user, organisation)
    short = shortfalls_for(user, organisation, change)
    return {
        "change": change,
        "steps": steps(change, proposal, decision),
        "groups": _groups(hits_for(change, seen)),
        "measures": short.measures,
        "shortages": _named(organisation, short.shortages),
        "overruns": short.overruns,
        "sees_all": sees_all(user, organisation),
        **_proposal_context(user, proposal, decision, point),
        "may_decide": may(user, Permission.DECIDE, organisation),
        "may_propose": may(user, Permission.PROPOSE, organisation),
        "who_decides": names_of(Permission.DECIDE),
        "who_proposes": names_of(Permission.PROPOSE),
    }


def _named(organisation: Organisation, shortages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Role-months that are short, in the words that people use for both."""
    names = role_names(organisation)
    return [
        row | {"role": names.get(row["role"], row["role"]), "month": f"{date.fromisoformat(row['month']):%b %Y}"}
        for row in shortages
    ]


KINDS = (
    ("unit", "Units"),
    ("project", "Projects"),
    ("objective", "Objectives"),
    ("person", "People"),
    ("policy", "Policies"),
)


def _groups(hits: Sequence[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """What is hit, units first; measures and roles stand above with their figures."""
    grouped = [(label, [hit for hit in hits if hit["kind"] == kind][:SHOWN_HITS]) for kind, label in KINDS]
    return [(label, mine) for label, mine in grouped if mine]


def _proposal_context(
    user: User, proposal: Proposal | None, decision: Decision | None, point: int | None
) -> dict[str, Any]:
    if proposal is None:
        return {"proposal": None}
    shown = proposal.chosen_point if point is None else point
    lines = lines_for(user, proposal, shown)
    discretion = Discretion.of(user, proposal)
    points = proposal.result.get("points", [])
    if point is not None and points and point >= len(points):
        raise Invalid(f"The curve has points 0 to {len(points) - 1}; there is no point {point}.")
    here = points[shown] if 0 <= shown < len(points) else None
    return {
        "proposal": proposal,
        "decision": decision,
        "can_undo": decision is not None and decision.effective_date > clock.today(),
        "lines": lines,
        "hidden": hidden_count(proposal, shown, lines),
        "point": shown,
        "here": here,
        "slider_label": f"How much may move: {len(lines)} {'move' if len(lines) == 1 else 'moves'}",
        "slider_unit": f"\u00a0of {len(points) - 1}",
        "last_point": len(points) - 1,
        "said": sentence(proposal, here, lines, names_all=not discretion.hides),
        "broken": discretion.open(proposal.result.get("today", {}).get("broken", [])),
        "conflict": discretion.open([proposal.result.get("conflict", "")]),
        "together": discretion.open(proposal.result.get("together", [])),
        "curve": curve(user, proposal, shown) if points else None,
        "is_working": _is_working(proposal),
        "job": proposal.job,
        "objections": Objection.objects.filter(proposal=proposal, component__in=[line.component for line in lines]),
        "change_url": reverse("changes:change", args=[proposal.change.key]),
        "job_percent": round(100 * proposal.job.progress_share) if proposal.job else 0,
        "decide_label": _decide_label(lines),
        "tomorrow": (clock.today() + timedelta(days=1)).isoformat(),
    }


def _decide_label(lines: Sequence[Line]) -> str:
    accepted = sum(line.is_accepted for line in lines)
    if not accepted:
        return "Decide"
    return "Decide the accepted move" if accepted == 1 else f"Decide the {accepted} accepted moves"


def _is_working(proposal: Proposal) -> bool:
    return proposal.job is not None and proposal.job.state in {JobState.WAITING, JobState.RUNNING}


def sentence(proposal: Proposal, here: dict[str, Any] | None, lines: Sequence[Line], *, names_all: bool) -> str:
    """The proposal in a sentence: moves, value kept, against the unrestricted re-plan.

    A count that includes moves of projects that the reader may not know of (``names_all`` false) is not given.
    """
    if here is None:
        return ""
    best = proposal.result["best"]
    moves = "1 move keeps" if len(lines) == 1 else f"{len(lines)} moves keep"
    said = f"{moves} {share_text(here['kept'])} of the best"
    return f"{said}; an unrestricted re-plan takes {best['moves']}" if names_all else said


def curve(user: User, proposal: Proposal, shown: int) -> Chart:
    """Moves against value kept; each point opens its lines. Only moves that the user may know of are counted."""
    change = proposal.change
    url = reverse("changes:change", args=[change.key])
    points = proposal.result["points"]
    seen = seen_keys(user, change.organisation)
    moves = [sum(line["project"] in seen for line in point["lines"]) for point in points]
    marks = {0: "fewest", len(points) - 1: "best", shown: "shown"}
    return frontier(
        [
            Point(moves[n], point["kept"], marks.get(n, ""), chosen=n == shown, url=f"{url}?point={n}")
            for n, point in enumerate(points)
        ],
        title="What each further move would gain",
    )


def steps(change: ChangeEvent, proposal: Proposal | None, decision: Decision | None) -> list[Step]:
    """When each of the four was reached, counted from the change: the time to recalibrate."""
    ready = proposal.ready_at if proposal else None
    decided = decision.decided_at if decision else None
    return [
        Step("Detected", f"{change.occurred_at:%-d %b %H:%M}"),
        Step("Impact", after(change.occurred_at, change.impact_at), current=proposal is None),
        Step("Proposal", after(change.occurred_at, ready), current=proposal is not None and decision is None),
        Step("Decision", after(change.occurred_at, decided), current=decision is not None),
    ]


def after(begin: datetime, end: datetime | None) -> str:
    """How long after the change, in the largest unit that says it: ``0.4 s``, ``3 min``, ``2 h``, ``5 d``."""
    if end is None:
        return ""
    passed = end - begin
    if passed < MINUTE:
        return f"after {passed.total_seconds():.1f} s"
    if passed < HOUR:
        return f"after {passed // MINUTE} min"
    return f"after {passed // HOUR} h" if passed < timedelta(days=2) else f"after {passed.days} d"
