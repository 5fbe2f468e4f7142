"""Reads of changes, proposals and decisions, through the user: what names a hidden project is left out, uncounted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from northing.capacity.models import Role
from northing.changes.discretion import Discretion
from northing.changes.models import ChangeEvent, Decision, LineVerdict, Notice, Proposal, Verdict
from northing.kernel.errors import NotFound
from northing.organisation.models import Organisation, Unit, User
from northing.register.models import Component
from northing.register.queries import components_for


def changes_for(user: User, organisation: Organisation) -> QuerySet[ChangeEvent]:
    """The organisation's change events, newest first."""
    return ChangeEvent.objects.visible_to(user).filter(organisation=organisation)


def get_change_for(user: User, organisation: Organisation, key: str) -> ChangeEvent:
    """One change event by key.

    Raises:
        NotFound: there is none, or the user may not know of it.
    """
    change = changes_for(user, organisation).filter(key=key).first()
    if change is None:
        raise NotFound("There is no such change.")
    return change


def open_proposal(change: ChangeEvent) -> Proposal | None:
    """The change's latest proposal."""
    return (
        Proposal.objects.filter(change=change)
        .select_related("change__organisation", "base", "job", "superseded_by")
        .first()
    )


def decision_of(proposal: Proposal) -> Decision | None:
    """The decision on the proposal that stands."""
    return Decision.objects.filter(proposal=proposal, undone_at=None).select_related("record").first()


def seen_keys(user: User, organisation: Organisation) -> set[str]:
    """Keys of the components that the user may know of."""
    return set(components_for(user, organisation).values_list("key", flat=True))


def role_names(organisation: Organisation) -> dict[str, str]:
    """The organisation's roles by key, as they are called."""
    return dict(Role.objects.filter(organisation=organisation).values_list("key", "name"))


def hits_for(change: ChangeEvent, seen: set[str]) -> list[dict[str, Any]]:
    """Who and what is hit: only by paths that the user may know, and each once by its strongest path."""
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    for hit in change.impact.get("hits", []):
        steps = hit["path"]
        if all(kind != "project" or key in seen for kind, key, _ in steps):
            kept.setdefault((hit["kind"], hit["key"]), hit)
    return list(kept.values())


@dataclass(frozen=True, slots=True)
class Line:
    """A move of a proposal with what was said of it."""

    component: Component
    verb: str
    words: str
    why: list[str]
    marginal: float
    shift_months: int
    scale: float | None
    option: str | None
    verdict: str
    locked: bool
    reason: str
    version: int

    @property
    def reason_id(self) -> str:
        return f"reason-{self.component.key}"

    @property
    def judge_id(self) -> str:
        """The same before and after the verdict, so that the keyboard keeps its place when the list is replaced."""
        return f"judge-{self.component.key}"

    @property
    def lock_id(self) -> str:
        return f"lock-{self.component.key}"

    @property
    def is_out(self) -> bool:
        return self.scale is None

    @property
    def is_accepted(self) -> bool:
        return self.verdict == Verdict.ACCEPTED

    @property
    def is_rejected(self) -> bool:
        return self.verdict == Verdict.REJECTED


def lines_for(user: User, proposal: Proposal, point: int) -> list[Line]:
    """The moves at a point of the curve that the user may know of."""
    points = proposal.result.get("points", [])
    if not 0 <= point < len(points):
        return []
    organisation = proposal.change.organisation
    rows = points[point]["lines"]
    components = {c.key: c for c in components_for(user, organisation).filter(key__in=[r["project"] for r in rows])}
    discretion = Discretion.of(user, proposal)
    verdicts = {v.component_id: v for v in LineVerdict.objects.filter(proposal=proposal)}
    return [
        _line(
            row | {"why": discretion.open(row["why"])},
            components[row["project"]],
            verdicts.get(components[row["project"]].pk),
        )
        for row in rows
        if row["project"] in components
    ]


def _line(row: dict[str, Any], component: Component, verdict: LineVerdict | None) -> Line:
    return Line(
        component=component,
        verb=row["verb"],
        words=row["words"],
        why=row["why"],
        marginal=row["marginal"],
        shift_months=row["shift_months"],
        scale=row["scale"],
        option=row["option"],
        verdict=verdict.verdict if verdict else Verdict.OPEN,
        locked=verdict.locked if verdict else False,
        reason=verdict.reason if verdict else "",
        version=verdict.version if verdict else 0,
    )


def hidden_count(proposal: Proposal, point: int, lines: Iterable[Line]) -> int:
    """How many moves at the point are not among the lines: for deciding, which needs all of them to be seen."""
    points = proposal.result.get("points", [])
    return len(points[point]["lines"]) - len(list(lines)) if 0 <= point < len(points) else 0


def decisions_for(user: User, organisation: Organisation) -> QuerySet[Decision]:
    """The organisation's decisions, newest first."""
    rows = Decision.objects.visible_to(user).filter(proposal__change__organisation=organisation)
    return rows.select_related("proposal__change", "record")


def notices_for(user: User, unit: Unit) -> list[Notice]:
    """What the unit was told, without lines whose path leads through a project that the user may not know of."""
    seen = seen_keys(user, unit.organisation)
    notices = []
    for notice in Notice.objects.visible_to(user).filter(unit=unit).select_related("change"):
        notice.lines = [line for line in notice.lines if _is_open(line, seen)]
        if notice.lines:
            notices.append(notice)
    return notices


def _is_open(line: dict[str, Any], seen: set[str]) -> bool:
    return all(kind != "project" or key in seen for kind, key in line.get("path", []))
