"""What a digest says: put together through its reader's grants, each line with its because and a link."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from northing.alignment.queries import picture_for
from northing.changes.discretion import Discretion
from northing.changes.models import ChangeEvent, Decision, Notice
from northing.changes.queries import changes_for, decisions_for, notices_for, seen_keys
from northing.changes.queries_findings import OPEN, Seen, findings_for
from northing.organisation.models import Organisation, Unit, User
from northing.organisation.queries import units_for
from northing.organisation.roles import Permission
from northing.organisation.scope import may, units_where
from northing.stakeholders.page import UnitView
from northing.stakeholders.queries import open_lines, open_proposals, told

MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment, which belongs to it, until another, which does not."""

    since: datetime
    until: datetime

    def holds(self, moment: datetime | None) -> bool:
        return moment is not None and self.since <= moment < self.until


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that the reader is told; ``url`` is a path of this installation."""

    text: str
    because: str
    url: str


@dataclass(frozen=True, slots=True)
class Section:
    """What is told under one heading; ``url`` is the page that shows all of it."""

    title: str
    url: str
    everything: tuple[Line, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.everything[:MOST_LINES]

    @property
    def more(self) -> int:
        """How many lines are only on the page."""
        return len(self.everything) - len(self.lines)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is told, where, and for which units: those that they head with everything below, and their own."""

    user: User
    organisation: Organisation
    units: tuple[Unit, ...]

    @classmethod
    def of(cls, user: User, organisation: Organisation) -> Reader:
        rows = list(units_for(user, organisation))
        person = user.person
        if person is None:
            return cls(user, organisation, ())
        headed = {unit.pk for unit in rows if unit.head_id == person.pk}
        return cls(user, organisation, tuple(u for u in rows if u.pk == person.unit_id or _is_under(u, headed, rows)))

    def may(self, permission: Permission) -> bool:
        return may(self.user, permission, self.organisation)


def _is_under(unit: Unit, headed: set[int], rows: Iterable[Unit]) -> bool:
    parents = {row.pk: row.parent_id for row in rows}
    at: int | None = unit.pk
    for _ in parents:
        if at is None or at in headed:
            break
        at = parents.get(at)
    return at in headed


def contents(user: User, organisation: Organisation, span: Span) -> list[Section]:
    """The sections that have something to tell, what is asked of the reader first."""
    reader = Reader.of(user, organisation)
    parts: tuple[tuple[str, str, Callable[[Reader, Span], list[Line]]], ...] = (
        ("Waiting for you", reverse("changes:radar"), waiting),
        ("What changed", reverse("changes:radar"), changed),
        ("What was decided", reverse("changes:decisions"), decided),
        ("New findings for you", reverse("changes:findings"), found),
    )
    sections = [Section(title, url, tuple(tell(reader, span))) for title, url, tell in parts]
    return [section for section in sections if section.everything]


def waiting(reader: Reader, _span: Span) -> list[Line]:
    """Proposals that the reader may decide, and moves that they may object to, however old."""
    proposals = open_proposals(reader.user, reader.organisation)
    if reader.may(Permission.DECIDE):
        return [
            Line(p.change.title, "Its proposal waits for a decision, which you may take.", _change_url(p.change))
            for p in proposals
        ]
    return _objectionable(reader) if proposals else []


def _objectionable(reader: Reader) -> list[Line]:
    covered = units_where(reader.user, Permission.OBJECT, reader.organisation)
    mine = [unit for unit in reader.units if unit.pk in covered]
    if not mine:
        return []
    picture = picture_for(reader.user, reader.organisation)
    lines: dict[tuple[int, int], Line] = {}
    for unit in mine:
        for one in open_lines(reader.user, unit, UnitView(unit, picture).touching):
            because = f"Proposed because of “{one.proposal.change.title}”; you may object until it is decided."
            url = f"{reverse('stakeholders:unit', args=[unit.key])}#today"
            at = (one.proposal.pk, one.line.component.pk)
            lines.setdefault(at, Line(f"{one.line.component.name}: {one.line.words}", because, url))
    return list(lines.values())


def changed(reader: Reader, span: Span) -> list[Line]:
    """What the reader's units were told; who answers for no unit is told of every change."""
    if reader.units:
        return [line for unit in reader.units for line in _of_unit(reader, unit, span)]
    changes = changes_for(reader.user, reader.organisation).filter(
        occurred_at__gte=span.since, occurred_at__lt=span.until
    )
    return [Line(c.title, c.note or c.get_kind_display(), _change_url(c)) for c in changes]


def _of_unit(reader: Reader, unit: Unit, span: Span) -> list[Line]:
    notices: list[Notice] = [notice for notice in notices_for(reader.user, unit) if span.holds(notice.at)]
    return [
        Line(_begun(told(line, unit)), str(line["because"]), _change_url(notice.change))
        for notice in notices
        for line in notice.lines
    ]


def decided(reader: Reader, span: Span) -> list[Line]:
    """Decisions taken, and those taken back."""
    seen = seen_keys(reader.user, reader.organisation)
    lines = []
    for decision in decisions_for(reader.user, reader.organisation):
        if span.holds(decision.decided_at) or span.holds(decision.undone_at):
            names = [line["name"] for line in decision.lines if line["project"] in seen and _is_accepted(line)]
            reason = _reason(reader.user, decision)
            lines.append(Line(_verdict(decision, names), reason, _change_url(decision.proposal.change)))
    return lines


def _is_accepted(line: dict[str, str]) -> bool:
    return line["verdict"] == "accepted"


def _verdict(decision: Decision, names: list[str]) -> str:
    title = decision.proposal.change.title
    if decision.undone_at:
        return f"Taken back: the decision on “{title}”"
    return f"On “{title}”: {', '.join(names)}" if names else f"On “{title}”"


def _reason(user: User, decision: Decision) -> str:
    """What was given as the reason, unless it names a project that the reader may not know of."""
    is_open = Discretion.of(user, decision.proposal).allows(decision.reason)
    return decision.reason if is_open else f"Decided by {decision.decided_by}"


def found(reader: Reader, span: Span) -> list[Line]:
    """Open findings given to the reader in the span, and those first seen in it about the reader's units."""
    units = {unit.pk for unit in reader.units}
    return [
        Line(seen.row.sentence, _why_yours(seen, reader.user), reverse("changes:finding", args=[seen.row.pk]))
        for seen in findings_for(reader.user, reader.organisation)
        if seen.group == OPEN and _is_newly_theirs(seen, reader.user, units, span)
    ]


def _is_newly_theirs(seen: Seen, user: User, units: set[int], span: Span) -> bool:
    if seen.row.assigned_to:
        return seen.row.assigned_to == user.email and span.holds(seen.row.updated_at)
    return seen.row.unit_id in units and span.holds(seen.row.first_seen_at)


def _why_yours(seen: Seen, user: User) -> str:
    given = "assigned to you" if seen.row.assigned_to == user.email else f"about {seen.row.unit}"
    return f"{seen.rule_name}; {given}."


def _change_url(change: ChangeEvent) -> str:
    return reverse("changes:change", args=[change.key])


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
