"""Importing a project list: previewed without a trace, committed as one undoable batch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from northing.engine.formats.rows import Register
from northing.exchange.intake import Intake, take_in
from northing.exchange.known import PROJECTS, Known, remembered
from northing.exchange.models import ImportBatch, Imported, RememberedMapping
from northing.exchange.places import point_key
from northing.exchange.reading import ListFile, read_list
from northing.exchange.report import project_report, scale_as_json
from northing.exchange.sandbox import run_apart
from northing.exchange.write_projects import ProjectWriter
from northing.kernel import actions, clock, journal
from northing.kernel.journal import Act
from northing.kernel.models import Event
from northing.organisation.models import Organisation, User
from northing.organisation.roles import Permission
from northing.organisation.scope import require
from northing.register.models import RatingScale, ScaleMapping

STRIKING = 3
"""So many projects leave at once, and none stays, that the file may be the wrong one."""


def read_projects(
    content: bytes, *, organisation: Organisation | None, as_of: date | None, mapping: Mapping[str, Any] | None
) -> ListFile:
    """Read the file in a process of its own; needs no transaction and changes nothing.

    Raises:
        UnreadableFile: naming place, problem and repair.
    """
    known = remembered(organisation, PROJECTS)
    return run_apart(read_list, content, as_of=as_of, mapping=dict(mapping or {}) or None, remembered=known)


def preview_projects(organisation: Organisation, batch: ImportBatch, listing: ListFile) -> dict[str, Any]:
    """What committing the batch would do now, as the report that the commit would give."""
    known = Known(organisation)
    intake = _intake(organisation, batch, listing, known)
    return _report(
        batch, listing, intake, known, {step.row.row: step.component.key for step in intake.steps if step.component}
    )


def commit_projects(*, actor: User, organisation: Organisation, batch: ImportBatch, source: ListFile) -> dict[str, Any]:
    """Write the list into the register; the report, which is also kept with the batch.

    Raises:
        NotAllowed: the actor may not import here.
    """
    require(actor, Permission.IMPORT, organisation)
    reason = f"Import of {batch.file_name}"
    with actions.acting(
        actor=actor.email, action="exchange.import_projects", organisation=organisation.key, reason=reason
    ) as act:
        known = Known(organisation)
        intake = _intake(organisation, batch, source, known)
        writer = ProjectWriter(organisation, intake, source=batch.file_name, act=act)
        writer.write()
        _keep_tables(batch, known, writer, act)
        report = _report(batch, source, intake, known, {row: c.key for row, c in writer.written.items()})
        report["units_renamed"] = [{"from": old, "to": new} for old, new in writer.renamed_units]
        _keep_mapping(organisation, batch, source)
        scales = {field: scale_as_json(scale) for field, scale in source.register.scales.items()}
        return seal(batch, report, act, as_of=intake.as_of, scales=scales)


def _intake(organisation: Organisation, batch: ImportBatch, listing: ListFile, known: Known) -> Intake:
    return take_in(
        listing.register,
        known,
        as_of=as_of_of(listing.register, batch),
        first_month=organisation.fiscal_year_first_month,
        apart=batch.choices.get("apart", ()),
        tables=_stored_tables(organisation, known, listing.register) | batch.choices.get("tables", {}),
    )


def as_of_of(register: Register, batch: ImportBatch) -> date:
    """The day the list speaks of: as given, as found in it, else today."""
    return batch.as_of_date or register.as_of or clock.today()


def _stored_tables(organisation: Organisation, known: Known, register: Register) -> dict[str, dict[str, str]]:
    """How the last list's points read on this one's scale, where somebody has said so before."""
    tables = {}
    for field, scale in register.scales.items():
        before = known.scales.get(field)
        if before is None or before.points == scale.points:
            continue
        rows = ScaleMapping.objects.filter(source__organisation=organisation).select_related("source", "target")
        for row in rows:
            source = {point["key"]: point["label"] for point in row.source.points}
            target = {point["key"]: point["label"] for point in row.target.points}
            if tuple(source.values()) == before.points and tuple(target.values()) == scale.points:
                tables[field] = {source[old]: target[new] for old, new in row.points.items()}
    return tables


def _keep_tables(batch: ImportBatch, known: Known, writer: ProjectWriter, act: Act) -> None:
    """Tables that a person gave between two rating scales are kept for the next time."""
    for field, table in batch.choices.get("tables", {}).items():
        before, target = known.scales.get(field), writer.scales.get(field)
        source = before and _stored_scale(writer.organisation, before.points)
        if not (source and target):
            continue
        points = {point_key(old): point_key(new) for old, new in table.items()}
        found = ScaleMapping.objects.filter(source=source, target=target).first()
        fresh = found or ScaleMapping(source=source, target=target)
        fresh.points = points
        if found:
            journal.update(fresh, act)
        else:
            journal.create(fresh, act)


def _stored_scale(organisation: Organisation, points: tuple[str, ...]) -> RatingScale | None:
    rows = RatingScale.objects.filter(organisation=organisation)
    return next((row for row in rows if [p["label"] for p in row.points] == list(points)), None)


def _report(
    batch: ImportBatch, listing: ListFile, intake: Intake, known: Known, keys: dict[int, str]
) -> dict[str, Any]:
    report = project_report(listing, intake, known, keys)
    report["file"] = batch.file_name
    report["organisation"] = {"key": batch.organisation.key, "name": batch.organisation.name}
    report["batch"] = None
    latest = Imported.objects.filter(organisation=batch.organisation, kind=PROJECTS).first()
    if latest and latest.as_of_date and latest.as_of_date > intake.as_of:
        text = f"this list speaks of {intake.as_of}, earlier than the last one ({latest.as_of_date})"
        report["notes"].append({"line": 0, "text": text, "repair": "Give --as-of if that is wrong"})
    if len(intake.left) >= STRIKING and not intake.diff.matching.matches:
        text = f"none of the {len(intake.left)} projects of the last list is in this one; is it another list?"
        report["notes"].append({"line": 0, "text": text, "repair": "Undo the import if it is"})
    return report


def _keep_mapping(organisation: Organisation, batch: ImportBatch, listing: ListFile) -> None:
    """A mapping that a person gave is used again for the next file with the same header."""
    if batch.mapping:
        found = listing.register.mapping
        RememberedMapping.objects.update_or_create(
            organisation=organisation,
            kind=batch.kind,
            signature=found.signature,
            defaults={"mapping": found.to_dict()},
        )


def seal(
    batch: ImportBatch, report: dict[str, Any], act: Act, *, as_of: date | None, scales: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Mark the batch as committed, with its report; an import that changed nothing leaves nothing to undo."""
    changed = Event.objects.filter(batch=act.batch).exists()
    if changed:
        stamp = Imported(
            organisation=batch.organisation,
            batch=batch.pk,
            kind=batch.kind,
            file_name=batch.file_name,
            as_of_date=as_of,
            scales=scales or {},
        )
        journal.create(stamp, act)
        batch.journal_batch = act.batch
    report["batch"] = str(batch.pk)
    report["changed"] = changed
    batch.report, batch.state, batch.as_of_date = report, "committed", as_of
    batch.content, batch.committed_at = b"", clock.now()
    batch.save()
    return report
