"""Reads for a unit's page, through the user: the own unit first, news, and the moves that can be objected to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from northing.changes.models import Decision, Notice, Objection, Proposal
from northing.changes.queries import Line, lines_for, notices_for
from northing.kernel import clock
from northing.kernel.errors import NotFound
from northing.kernel.models import Event
from northing.organisation.models import Organisation, Unit, User
from northing.organisation.queries import units_for

MOST_PROPOSALS = 3
LOOKED_BACK = 20
FIRST_LOOK = timedelta(days=30)


def units_own_first(user: User, organisation: Organisation) -> list[Unit]:
    """The organisation's units: those that the user heads, then the one they belong to, the whole, the others."""
    person = user.person
    mine = person.unit_id if person else None

    def place(unit: Unit) -> tuple[bool, bool, bool, str]:
        heads = person is not None and unit.head_id == person.pk
        return (not heads, unit.pk != mine, unit.parent_id is not None, unit.name)

    return sorted(units_for(user, organisation), key=place)


def is_own(user: User, unit: Unit) -> bool:
    """Whether the user heads the unit or belongs to it."""
    return user.person is not None and user.person_id in {unit.head_id, *_members(user, unit)}


def _members(user: User, unit: Unit) -> list[int | None]:
    return [user.person_id] if user.person and user.person.unit_id == unit.pk else []


@dataclass(frozen=True, slots=True)
class News:
    """What the unit was told since the user's last visit, and what was told before that.

    Attributes:
        since: the last visit, or a month ago for whoever looks for the first time.
    """

    since: datetime
    is_first_look: bool
    fresh: tuple[Notice, ...]
    earlier: tuple[Notice, ...]


def news_for(user: User, unit: Unit) -> News:
    """The unit's notices, without what leads through a project that the user may not know of."""
    since = user.previous_visit_at or clock.now() - FIRST_LOOK
    notices = notices_for(user, unit)
    for notice in notices:
        notice.lines = [line | {"text": told(line, unit)} for line in notice.lines]
    return News(
        since=since,
        is_first_look=user.previous_visit_at is None,
        fresh=tuple(notice for notice in notices if notice.at >= since),
        earlier=tuple(notice for notice in notices if notice.at < since),
    )


def told(line: dict[str, Any], unit: Unit) -> str:
    """An impact leaves out the unit that it ends at ("answers for …"); a decision names its project."""
    ends = line.get("path", [])[-1:]
    return f"{unit.name} {line['text']}" if ends and ends[0][0] == "unit" else str(line["text"])


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A move of a proposal that nobody has decided, with what this unit put on record against it."""

    proposal: Proposal
    line: Line
    objections: tuple[Objection, ...]

    @property
    def field_id(self) -> str:
        return f"{self.proposal.pk}-{self.line.component.pk}"


def open_proposals(user: User, organisation: Organisation) -> list[Proposal]:
    """Each change's last proposal if it is worked out, not decided and not superseded; the newest three."""
    rows = Proposal.objects.visible_to(user).filter(change__organisation=organisation)
    stands = Decision.objects.filter(proposal=OuterRef("pk"), undone_at=None)
    latest: dict[int, Proposal] = {}
    for proposal in rows.select_related("change__organisation").annotate(is_decided=Exists(stands))[:LOOKED_BACK]:
        latest.setdefault(proposal.change_id, proposal)
    open_ones = [p for p in latest.values() if p.ready_at and p.superseded_by_id is None]
    waiting = [p for p in open_ones if not p.is_decided]  # type: ignore[attr-defined]
    return waiting[:MOST_PROPOSALS]


def open_lines(user: User, unit: Unit, touching: Iterable[str]) -> list[OpenLine]:
    """The moves at the shown point of each open proposal that touch one of these projects and that the user may see."""
    wanted = set(touching)
    proposals = open_proposals(user, unit.organisation)
    said = list(Objection.objects.filter(unit=unit, proposal__in=proposals).order_by("at"))
    return [
        OpenLine(proposal, line, tuple(o for o in said if _is_about(o, proposal, line)))
        for proposal in proposals
        for line in lines_for(user, proposal, proposal.chosen_point)
        if line.component.key in wanted
    ]


def _is_about(objection: Objection, proposal: Proposal, line: Line) -> bool:
    return (objection.proposal_id, objection.component_id) == (proposal.pk, line.component.pk)


def get_open_line(lines: Iterable[OpenLine], *, proposal: int, project: str) -> OpenLine:
    """One of the lines.

    Raises:
        NotFound: there is none, it was decided meanwhile, or the user may not know of it.
    """
    found = (one for one in lines if (one.proposal.pk, one.line.component.key) == (proposal, project))
    line = next(found, None)
    if line is None:
        raise NotFound("There is no such move to object to; it may have been decided meanwhile.")
    return line


def batch_of(objection: Objection) -> UUID:
    """The operation that put the objection on record, by which its author can take it back."""
    events = Event.objects.filter(subject_kind=objection._meta.label_lower, subject_id=str(objection.pk))
    return events.order_by("sequence").values_list("batch", flat=True)[0]
