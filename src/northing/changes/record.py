"""A detected change becomes a change event with its impact, notices to the units hit, and a proposal if it matters."""

from __future__ import annotations

from northing.changes.detect import Detected
from northing.changes.models import ChangeEvent, Notice, Proposal
from northing.engine.alignment.impact import Impact, impact_of
from northing.engine.formats.plain import to_plain
from northing.kernel import clock, jobs
from northing.kernel.journal import Act
from northing.kernel.models import Job, JobState
from northing.organisation.models import Organisation, Unit, User
from northing.portfolio.queries import latest_record

MOST_LINES_PER_NOTICE = 6
PROPOSE = "changes.propose"


def record_change(organisation: Organisation, detected: Detected, act: Act) -> ChangeEvent:
    """Store the change with its impact, tell the units that it hits, and ask for a proposal when something is short."""
    began = clock.now()
    impact = impact_of(detected.before, detected.after, detected.differences)
    change = ChangeEvent.objects.create(
        organisation=organisation,
        key=f"C-{ChangeEvent.objects.filter(organisation=organisation).count() + 1:03d}",
        kind=detected.kind,
        title=detected.title[:400],
        note=detected.note,
        caused_by=act.actor,
        batch=act.batch,
        occurred_at=began,
        impact_at=clock.now(),
        differences=to_plain(detected.differences),
        impact=to_plain(impact),
    )
    tell_units(change, impact)
    if is_material(impact):
        ask_for_proposal(change, act.actor)
    return change


def is_material(impact: Impact) -> bool:
    """Whether something is now short that was not, or by more: a gap, a role, a year's money."""
    gaps = any((m.shortfall_after or 0) > (m.shortfall_before or 0) for m in impact.measures)
    people = any(s.after > s.before for s in impact.shortages)
    return gaps or people or any(o.after > o.before for o in impact.overruns)


def tell_units(change: ChangeEvent, impact: Impact) -> None:
    """A notice for each unit hit, in plain words, each line with the path by which it arrives."""
    units = {unit.key: unit for unit in Unit.objects.filter(organisation=change.organisation)}
    for hit in impact.hits_of("unit"):
        if hit.key in units:
            because = " → ".join(step.name for step in hit.path)
            line: dict[str, object] = {
                "text": hit.words,
                "because": because,
                "path": [[s.kind, s.key] for s in hit.path],
            }
            _add_line(change, units[hit.key], line)


def _add_line(change: ChangeEvent, unit: Unit, line: dict[str, object]) -> None:
    notice, _ = Notice.objects.get_or_create(change=change, unit=unit, defaults={"at": change.occurred_at, "lines": []})
    is_news = line["text"] not in {told["text"] for told in notice.lines}
    if is_news and len(notice.lines) < MOST_LINES_PER_NOTICE:
        notice.lines = [*notice.lines, line]
        notice.save()


def ask_for_proposal(change: ChangeEvent, actor: str) -> Proposal | None:
    """Put a proposal for the change in the queue; without a plan of record there is nothing to recalibrate."""
    base = latest_record(change.organisation)
    if base is None:
        return None
    _supersede(change)
    proposal = Proposal.objects.create(change=change, base=base)
    proposal.job = Job.objects.create(
        kind=PROPOSE,
        payload={"proposal": proposal.pk},
        organisation=change.organisation.key,
        requested_by=User.objects.filter(email=actor).first(),
        message="Waiting for a worker",
    )
    proposal.save()
    return proposal


def _supersede(change: ChangeEvent) -> None:
    """A newer proposal answers everything that has changed so far: older ones that nobody decided say so."""
    undecided = Proposal.objects.filter(change__organisation=change.organisation, decisions=None)
    for old in undecided.exclude(change=change).filter(superseded_by=None):
        old.superseded_by = change
        old.save()
        if old.job and old.job.state in {JobState.WAITING, JobState.RUNNING}:
            jobs.cancel(old.job)
