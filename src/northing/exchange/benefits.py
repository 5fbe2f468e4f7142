"""Importing benefits and rated support: the links from projects to the business plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from northing.benefits.models import Benefit
from northing.engine.formats.rows import Rejected
from northing.engine.formats.words import spelled
from northing.exchange.benefit_rows import BenefitFile, BenefitRow, read_benefit_list
from northing.exchange.known import remembered
from northing.exchange.models import ImportBatch, RememberedMapping
from northing.exchange.places import Places
from northing.exchange.projects import seal
from northing.exchange.report_links import link_report
from northing.exchange.sandbox import run_apart
from northing.kernel import actions, journal
from northing.kernel.journal import Act
from northing.organisation.models import Organisation, User
from northing.organisation.roles import Permission
from northing.organisation.scope import require
from northing.register.models import Component, Support
from northing.strategy.models import Measure, Objective

_BENEFIT = ("amount", "low", "high", "start_date", "ramp_months", "confidence", "cashable", "claim", "name")


@dataclass(slots=True)
class BenefitIntake:
    """Rows by what happens to them; ``before`` holds changed values as they were."""

    created: list[tuple[BenefitRow, Benefit | Support]] = field(default_factory=list)
    updated: list[tuple[BenefitRow, Benefit | Support]] = field(default_factory=list)
    unchanged: list[BenefitRow] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)


def read_benefits(
    content: bytes, *, organisation: Organisation | None, as_of: date | None, mapping: Mapping[str, Any] | None
) -> BenefitFile:
    """Read the file in a process of its own; changes nothing.

    Raises:
        UnreadableFile: naming place, problem and repair.
    """
    del as_of  # benefits carry their own dates
    known = remembered(organisation, "benefits")
    return run_apart(read_benefit_list, content, mapping=dict(mapping or {}) or None, remembered=known)


def preview_benefits(organisation: Organisation, batch: ImportBatch, source: BenefitFile) -> dict[str, Any]:
    """What committing the batch would do now."""
    return _report(batch, source, _intake(organisation, source))


def commit_benefits(
    *, actor: User, organisation: Organisation, batch: ImportBatch, source: BenefitFile
) -> dict[str, Any]:
    """Add and correct benefits and rated support; none is taken away because a file does not name it.

    Raises:
        NotAllowed: the actor may not import here.
    """
    require(actor, Permission.IMPORT, organisation)
    with actions.acting(
        actor=actor.email,
        action="exchange.import_benefits",
        organisation=organisation.key,
        reason=f"Import of {batch.file_name}",
    ) as act:
        intake = _intake(organisation, source)
        places = Places(organisation, act)
        for row, link in (*intake.created, *intake.updated):
            _store(link, row, places, batch, act)
        if batch.mapping:
            RememberedMapping.objects.update_or_create(
                organisation=organisation,
                kind="benefits",
                signature=source.signature,
                defaults={"mapping": {"columns": dict(source.columns)}},
            )
        return seal(batch, _report(batch, source, intake), act, as_of=None)


def _store(link: Benefit | Support, row: BenefitRow, places: Places, batch: ImportBatch, act: Act) -> None:
    if isinstance(link, Benefit):
        link.owner = places.person(row.owner[:200]) or link.owner
        link.source = batch.file_name
    if link.pk is None:
        journal.create(link, act)
    else:
        journal.update(link, act)


def _intake(organisation: Organisation, source: BenefitFile) -> BenefitIntake:
    intake = BenefitIntake(rejected=list(source.rejected))
    projects = _by_word(
        (c, (c.key, c.external_id, c.name)) for c in Component.objects.filter(organisation=organisation)
    )
    measures = _by_word((m, (m.key, m.name)) for m in Measure.objects.filter(organisation=organisation, in_plan=True))
    objectives = _by_word(
        (o, (o.key, o.name)) for o in Objective.objects.filter(organisation=organisation, in_plan=True)
    )
    seen: dict[tuple[object, ...], int] = {}
    for row in source.rows:
        project = projects.get(spelled(row.project))
        target = measures.get(spelled(row.measure)) if row.measure else objectives.get(spelled(row.objective))
        if project is None or target is None:
            intake.rejected.append(_unknown(row, is_project=project is None))
            continue
        identity = (project.pk, type(target), target.pk, spelled(row.name), spelled(row.claim))
        first = seen.setdefault(identity, row.row)
        if first != row.row:
            repair = "Add the two up, or give each a name"
            intake.rejected.append(Rejected(row.row, "", f"it links the same two as row {first}", repair, row.cells))
            continue
        _place(intake, row, _link(row, project, target))
    return intake


def _by_word(items: Iterable[tuple[Any, tuple[str, ...]]]) -> dict[str, Any]:
    """By key and name; a name that two have is nobody's."""
    found: dict[str, Any] = {}
    listed = list(items)
    counts = Counter(word for _, words in listed for word in {spelled(word) for word in words if word})
    for item, words in listed:
        for place, word in enumerate(words):
            if word and (place == 0 or counts[spelled(word)] == 1):
                found.setdefault(spelled(word), item)
    return found


def _unknown(row: BenefitRow, *, is_project: bool) -> Rejected:
    if is_project:
        return Rejected(
            row.row,
            "project",
            f"there is no project “{row.project[:80]}”",
            "Use an id or name of the register",
            row.cells,
        )
    word = row.measure or row.objective
    column = "measure" if row.measure else "objective"
    return Rejected(row.row, column, f"the plan has no {column} “{word[:80]}”", "Use its key or name", row.cells)


def _link(row: BenefitRow, project: Component, target: Measure | Objective) -> Benefit | Support:
    """The link that the row corrects, or a new one."""
    if isinstance(target, Objective):
        found = Support.objects.filter(component=project, objective=target).first()
        return found or Support(component=project, objective=target)
    mine = list(Benefit.objects.filter(component=project, measure=target).select_related("owner"))
    same = [b for b in mine if (spelled(b.name), spelled(b.claim)) == (spelled(row.name), spelled(row.claim))]
    unnamed = [b for b in mine if not row.name and spelled(b.claim) == spelled(row.claim)]
    alike = same or (unnamed if len(unnamed) == 1 else [])
    return alike[0] if alike else Benefit(component=project, measure=target)


def _place(intake: BenefitIntake, row: BenefitRow, link: Benefit | Support) -> None:
    wanted = _wanted(row, link)
    changed = {name: value for name, value in wanted.items() if getattr(link, name) != value}
    if (
        isinstance(link, Benefit)
        and row.owner
        and (link.owner is None or spelled(link.owner.name) != spelled(row.owner))
    ):
        changed["owner"] = row.owner
    if link.pk is not None and not changed:
        intake.unchanged.append(row)
        return
    kind = "benefit" if isinstance(link, Benefit) else "support"
    verb = "added" if link.pk is None else "changed"
    for name, value in changed.items() if link.pk else ():
        intake.changes.append(_change(f"{kind}_{verb}", row, name, getattr(link, name), value))
    if link.pk is None:
        intake.changes.append(_change(f"{kind}_{verb}", row, "", None, row.amount if row.measure else row.rating))
    for name, value in wanted.items():
        setattr(link, name, value)
    (intake.created if link.pk is None else intake.updated).append((row, link))


def _wanted(row: BenefitRow, link: Benefit | Support) -> dict[str, Any]:
    if isinstance(link, Support):
        return {"rating": row.rating, "reason": row.reason}
    values: dict[str, Any] = {name: getattr(row, "start" if name == "start_date" else name) for name in _BENEFIT}
    if not row.name:
        said = _said(link.measure, row.amount or 0.0)
        is_ours = not link.pk or link.name in {"", _named_before(link)}
        values["name"] = said if is_ours else link.name
    return values


def _named_before(link: Benefit) -> str:
    """The name that an import without names gave it."""
    return _said(link.measure, link.amount)


def _said(measure: Measure, amount: float) -> str:
    """``Leakage −4 Ml/d``."""
    return f"{measure.name[:300]} {amount:+g} {measure.unit}".replace("-", "−").strip()


def _change(kind: str, row: BenefitRow, name: str, before: Any, after: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "key": row.project,
        "name": f"{row.project} → {row.measure or row.objective}",
        "field": name,
        "before": before.isoformat() if isinstance(before, date) else str(before) if name == "owner" else before,
        "after": after.isoformat() if isinstance(after, date) else after,
    }


def _report(batch: ImportBatch, source: BenefitFile, intake: BenefitIntake) -> dict[str, Any]:
    counts = {
        "created": len(intake.created),
        "updated": len(intake.updated),
        "unchanged": len(intake.unchanged),
    }
    return link_report(batch, source, counts=counts, rejected=intake.rejected, changes=intake.changes)
