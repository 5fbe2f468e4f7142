"""Writes around a proposal: verdicts on lines, the decision, its undo, objections, and asking again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from northing.changes import record
from northing.changes.models import ChangeEvent, Decision, LineVerdict, Notice, Objection, Proposal, Verdict
from northing.changes.propose import problem_of
from northing.changes.queries import Line, decision_of
from northing.engine.alignment import coverage_of
from northing.engine.benefits import Dates
from northing.engine.selection import SelectionProblem, Violation, evaluate
from northing.engine.selection.problem import Choice
from northing.engine.snapshot import PlanOfRecord, RecordLine
from northing.kernel import actions, clock, journal
from northing.kernel.errors import Invalid
from northing.organisation.models import Unit, User
from northing.organisation.roles import Permission
from northing.organisation.scope import require
from northing.portfolio.actions import decide_record, document_of
from northing.portfolio.models import RecordVersion
from northing.portfolio.queries import announced_snapshot, latest_record, record_of
from northing.register.models import Component

REVIEW_AFTER = timedelta(days=90)


def judge_line(
    *,
    actor: User,
    proposal: Proposal,
    component: Component,
    verdict: str,
    reason: str = "",
    expected_version: int | None = None,
) -> LineVerdict:
    """Accept or reject a move, or take the verdict back.

    Raises:
        Invalid: a rejection without a reason, or the proposal was decided already.
        Conflict: somebody else judged the line meanwhile.
    """
    require(actor, Permission.DECIDE, proposal.change.organisation)
    if verdict == Verdict.REJECTED and not reason.strip():
        raise Invalid(fields={"reason": "Say why you reject it: the reason goes into the decision record."})
    return _judge(actor, proposal, component, "changes.judge_line", expected_version, verdict=verdict, reason=reason)


def lock_line(*, actor: User, proposal: Proposal, component: Component, locked: bool) -> LineVerdict:
    """Keep a project as it is whatever a further search finds, or free it again."""
    require(actor, Permission.PROPOSE, proposal.change.organisation)
    return _judge(actor, proposal, component, "changes.lock_line", None, locked=locked)


def _judge(
    actor: User, proposal: Proposal, component: Component, action: str, expected_version: int | None, **fields: Any
) -> LineVerdict:
    _refuse_decided(proposal)
    organisation = proposal.change.organisation
    with actions.acting(actor=actor.email, action=action, organisation=organisation.key) as act:
        row = LineVerdict.objects.filter(proposal=proposal, component=component).first()
        fresh = row or LineVerdict(proposal=proposal, component=component)
        for name, value in (fields | {"by": actor.email}).items():
            setattr(fresh, name, value)
        if row is None:
            journal.create(fresh, act)
        else:
            journal.update(fresh, act, expected_version=expected_version)
        return fresh


def _refuse_decided(proposal: Proposal) -> None:
    if decision_of(proposal):
        raise Invalid("This proposal was decided. Undo the decision first, or ask for a new proposal.")


def choose_point(*, actor: User, proposal: Proposal, point: int) -> Proposal:
    """Show another point between stability and value to everybody."""
    require(actor, Permission.PROPOSE, proposal.change.organisation)
    if not 0 <= point < len(proposal.result.get("points", [])):
        raise Invalid("There is no such point on the curve.")
    organisation = proposal.change.organisation
    with actions.acting(actor=actor.email, action="changes.choose_point", organisation=organisation.key) as act:
        proposal.chosen_point = point
        journal.update(proposal, act)
        return proposal


def search_again(*, actor: User, change: ChangeEvent) -> Proposal:
    """Ask for a new proposal that leaves what was locked or rejected as it is."""
    require(actor, Permission.PROPOSE, change.organisation)
    before = list(Proposal.objects.filter(change=change))
    proposal = record.ask_for_proposal(change, actor.email)
    if proposal is None:
        raise Invalid("There is no plan of record yet, so there is nothing to recalibrate.")
    for old in before:
        for verdict in old.verdicts.filter(locked=True) | old.verdicts.filter(verdict=Verdict.REJECTED):
            LineVerdict.objects.get_or_create(
                proposal=proposal,
                component=verdict.component,
                defaults={"locked": verdict.locked, "reason": verdict.reason, "by": verdict.by},
            )
    return proposal


def broken_by(proposal: Proposal, lines: Sequence[Line]) -> tuple[Violation, ...]:
    """The rules that would be broken if just these moves were made."""
    problem = problem_of(proposal)
    return evaluate(problem, _choice(problem, lines)).violations


def _choice(problem: SelectionProblem, lines: Sequence[Line]) -> Choice:
    """What has ended since the proposal was made is no candidate any more."""
    moved = {line.component.key: line.option for line in lines}
    return {key: moved.get(key, option) for key, option in problem.today().items()}


def decide(
    *,
    actor: User,
    proposal: Proposal,
    lines: Sequence[Line],
    effective_date: date,
    reason: str,
    expected_version: int | None = None,
) -> Decision:
    """Make the accepted moves the plan of record from a date, and tell every unit that they touch.

    Args:
        actor: who decides.
        proposal: whose moves; ``lines`` are all its moves at the shown point.
        lines: the accepted and the rejected ones; those still open count as rejected.
        effective_date: from tomorrow on it can be undone until then; today takes effect at once.
        reason: goes to everybody affected.
        expected_version: of the proposal as it was shown.

    Raises:
        Invalid: nothing is accepted, there is no reason, the date is past, or it was decided already.
        Conflict: the proposal was changed meanwhile.
    """
    organisation = proposal.change.organisation
    require(actor, Permission.DECIDE, organisation)
    _refuse_decided(proposal)
    accepted = [line for line in lines if line.is_accepted]
    _check_decision(accepted, effective_date, reason)
    with actions.acting(
        actor=actor.email, action="changes.decide", organisation=organisation.key, reason=reason
    ) as act:
        journal.update(proposal, act, expected_version=expected_version)
        _refuse_outdated(proposal)
        document = _document_after(proposal, accepted)
        version = decide_record(
            act=act, organisation=organisation, document=document, effective_date=effective_date, reason=reason
        )
        decision = _decision(proposal, version, lines, actor=actor.email)
        journal.create(decision, act)
        _tell_units(proposal.change, accepted, reason, effective_date)
        return decision


def _decision(proposal: Proposal, version: RecordVersion, lines: Sequence[Line], *, actor: str) -> Decision:
    return Decision(
        proposal=proposal,
        record=version,
        decided_at=clock.now(),
        decided_by=actor,
        effective_date=version.effective_date,
        review_date=version.effective_date + REVIEW_AFTER,
        reason=version.reason,
        lines=[_told_line(line) for line in lines],
        predicted=_predicted(proposal, version.document),
    )


def _check_decision(accepted: Sequence[Line], effective_date: date, reason: str) -> None:
    fields = {}
    if not accepted:
        fields["lines"] = "Accept at least one move, or leave the plan of record as it is."
    if not reason.strip():
        fields["reason"] = "Say why in a sentence: everybody affected will read it."
    if effective_date < clock.today():
        fields["effective_date"] = "A decision takes effect today or later."
    if fields:
        raise Invalid(fields=fields)


def _document_after(proposal: Proposal, accepted: Sequence[Line]) -> dict[str, Any]:
    lines = {line.project: line for line in record_of(proposal.base).lines}
    for move in accepted:
        key = move.component.key
        if move.scale is None:
            lines.pop(key, None)
        else:
            lines[key] = RecordLine(key, move.shift_months, move.scale)
    return document_of(lines.values())


def _refuse_outdated(proposal: Proposal) -> None:
    """The moves are applied to the plan of record that they were computed from: a newer one would be lost."""
    latest = latest_record(proposal.change.organisation)
    if latest and latest.document != proposal.base.document:
        raise Invalid("The plan of record has changed since this proposal was computed. Search again, then decide.")


def _told_line(line: Line) -> dict[str, Any]:
    return {
        "project": line.component.key,
        "name": line.component.name,
        "verb": line.verb,
        "words": line.words,
        "verdict": line.verdict,
        "reason": line.reason,
        "why": line.why,
    }


def _predicted(proposal: Proposal, document: dict[str, Any]) -> dict[str, Any]:
    now_known = announced_snapshot(proposal.change.organisation)
    before = replace(now_known, record=record_of(proposal.base))
    after = replace(now_known, record=PlanOfRecord(lines=tuple(RecordLine(**line) for line in document["lines"])))
    was, now = coverage_of(before, dates=Dates.FORECAST), coverage_of(after, dates=Dates.FORECAST)
    return {
        "alignment": [was.coverage, now.coverage],
        "objectives": {o.key: [o.coverage, now.objective(o.key).coverage] for o in was.objectives},
    }


def _tell_units(change: ChangeEvent, accepted: Sequence[Line], reason: str, effective_date: date) -> None:
    by_unit: dict[Unit, list[Line]] = {}
    for line in accepted:
        by_unit.setdefault(line.component.unit, []).append(line)
    for unit, lines in by_unit.items():
        Notice.objects.create(
            unit=unit,
            change=change,
            at=clock.now(),
            lines=[_notice_line(line, reason, effective_date) for line in lines],
        )


def _notice_line(line: Line, reason: str, effective_date: date) -> dict[str, Any]:
    text = f"{line.component.name}: {line.words}, from {effective_date:%d %b %Y}"
    return {"text": text, "because": reason, "path": [["project", line.component.key]]}


def _refuse_built_on(decision: Decision) -> None:
    """Undoing brings the whole plan of record back: what was decided since would be lost with it."""
    later = Decision.objects.filter(
        proposal__change__organisation=decision.proposal.change.organisation,
        record__number__gt=decision.record.number,
        undone_at=None,
    ).first()
    if later:
        key = later.proposal.change.key
        raise Invalid(f"The decision on {key} was made since and rests on it. Undo that one first.")


def undo_decision(*, actor: User, decision: Decision) -> Decision:
    """Bring the plan of record back to what it was; possible until the effective date.

    Raises:
        Invalid: it has taken effect, was undone already, or a later decision rests on it.
    """
    organisation = decision.proposal.change.organisation
    require(actor, Permission.DECIDE, organisation)
    if decision.undone_at:
        raise Invalid("This decision was undone already.")
    if decision.effective_date <= clock.today():
        raise Invalid("It has taken effect. Ask for a new proposal to change the plan of record again.")
    with actions.acting(actor=actor.email, action="changes.undo_decision", organisation=organisation.key) as act:
        _refuse_built_on(decision)
        base = decision.proposal.base
        decide_record(
            act=act,
            organisation=organisation,
            document=base.document,
            effective_date=decision.effective_date,
            reason=f"Undo of the decision on {decision.proposal.change.key}",
        )
        decision.undone_at, decision.undone_by = clock.now(), actor.email
        journal.update(decision, act)
        Notice.objects.filter(change=decision.proposal.change, at__gte=decision.decided_at).delete()
        return decision


def object_to(*, actor: User, proposal: Proposal, component: Component, unit: Unit, reason: str) -> Objection:
    """Put on record what a unit holds against a move.

    Raises:
        Invalid: no reason is given, or the proposal was decided already.
    """
    require(actor, Permission.OBJECT, proposal.change.organisation, unit)
    _refuse_decided(proposal)
    if not reason.strip():
        raise Invalid(fields={"reason": "Say what speaks against it: the people who decide will read it."})
    organisation = proposal.change.organisation
    with actions.acting(actor=actor.email, action="changes.object", organisation=organisation.key) as act:
        objection = Objection(
            proposal=proposal, component=component, unit=unit, by=actor.email, at=clock.now(), reason=reason.strip()
        )
        journal.create(objection, act)
        return objection
