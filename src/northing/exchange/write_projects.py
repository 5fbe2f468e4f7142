"""Writes an intake into the register: one journal batch, so that it is undone as one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model

from northing.engine.formats.fields import YEARLY
from northing.engine.formats.ratings import Scale
from northing.engine.formats.rows import RegisterRow
from northing.engine.formats.rows_json import row_to_dict
from northing.engine.register import Stage, Status
from northing.engine.register.names import plain_name, plain_unit
from northing.engine.snapshot import RecordLine
from northing.exchange.intake import Intake, RowStep
from northing.exchange.models import SourceRow
from northing.exchange.places import Places, point_key, rating_scale
from northing.exchange.said import extra_of, slots_here, stage_by_date, states_of
from northing.kernel import clock, journal
from northing.kernel.journal import Act
from northing.organisation.models import Organisation
from northing.portfolio.actions import decide_record, document_of
from northing.portfolio.queries import latest_record, record_of
from northing.register.models import Assessor, Component, CostLine, Rating, RatingScale

ASSESSORS = {"rating": Assessor.INDEPENDENT, "rating_own": Assessor.OWN}
_STATED_AS = {"start": "forecast_start_date", "finish": "forecast_finish_date"}
_OUT_OF_RECORD = (Stage.CANDIDATE, Stage.CLOSED, Stage.CANCELLED)


class ProjectWriter:
    """One part after the other, each in few statements; :meth:`write` in the order in which they need each other."""

    def __init__(self, organisation: Organisation, intake: Intake, *, source: str, act: Act) -> None:
        self.organisation, self.intake, self.source, self.act = organisation, intake, source[:400], act
        self.places = Places(organisation, act)
        self.scales: dict[str, RatingScale] = {}
        self.written: dict[int, Component] = {}
        self.renamed_units: list[tuple[str, str]] = []
        self._keys = {
            key.casefold() for key in Component.objects.filter(organisation=organisation).values_list("key", flat=True)
        }
        self._held = {row.component_id: row for row in SourceRow.objects.filter(component__organisation=organisation)}
        given = Rating.objects.filter(component__organisation=organisation, date=intake.as_of)
        self._ratings = {(rating.component_id, rating.assessor): rating for rating in given}
        self._lines = {
            (line.component_id, line.year): line
            for line in CostLine.objects.filter(component__organisation=organisation)
        }

    def write(self) -> None:
        """Everything."""
        self._rename_units()
        self.scales = {
            field: rating_scale(self.organisation, scale, self.act) for field, scale in self._used_scales().items()
        }
        self._write_components()
        self._write_all(line for step in self.intake.steps for line in self._money(step))
        self._write_all(rating for step in self.intake.steps for rating in self._ratings_of(step))
        self._write_all(row for step in self.intake.steps for row in self._source_row(step))
        self._link_parents()
        for component, _ in self.intake.left:
            component.left_on_date = self.intake.as_of
        journal.update_all([component for component, _ in self.intake.left], self.act)
        self._write_record()

    def _write_components(self) -> None:
        for step in self.intake.steps:
            component = self.written[step.row.row] = step.component or self._fresh(step.row)
            self._fill(component, step.row, {slot: v for slot, v in step.merged.values.items() if ":" not in slot})
            self._fill_from_source(component, step.row)
        self._write_all(self.written.values())

    def _write_all(self, rows: Iterable[Model]) -> None:
        """Insert what is new and save what differs."""
        found = list(rows)
        fresh, known = [row for row in found if row.pk is None], [row for row in found if row.pk is not None]
        journal.create_all(fresh, self.act)
        journal.update_all(known, self.act)

    def _used_scales(self) -> dict[str, Scale]:
        return {field: scale for field, scale in self.intake.register.scales.items() if field in ASSESSORS}

    def _rename_units(self) -> None:
        spellings = {plain_unit(row.unit): row.unit for row in reversed(self.intake.register.rows)}
        self.renamed_units = self.places.rename_units(self.intake.diff.matching.units or {}, spellings)

    def _fresh(self, row: RegisterRow) -> Component:
        key = self._key(row.key)
        self._keys.add(key.casefold())
        stage = stage_by_date(row, self.intake.as_of)
        return Component(organisation=self.organisation, key=key, unit=self.places.root, stage=stage)

    def _key(self, given: str) -> str:
        """The file's id where an address can carry it and nobody has it, else the next free PRJ number."""
        key = re.sub(r"[^\w.-]+", "-", given).strip("-.")[:80]
        if key and key.casefold() not in self._keys:
            return key
        number = 1
        while f"prj-{number:03}" in self._keys:
            number += 1
        return f"PRJ-{number:03}"

    def _fill(self, component: Component, row: RegisterRow, values: dict[str, Any]) -> None:
        if "unit" in values:
            component.unit = self.places.unit(values.pop("unit"))
        for role in ("manager", "sponsor"):
            if role in values:
                setattr(component, role, self.places.person(values.pop(role)))
        for name, value in values.items():
            setattr(component, name, value)
        # The first dates that a list gives are the baseline; a column of its own has been written above.
        for end in ("start", "finish"):
            if getattr(component, f"baseline_{end}_date") is None and f"{end}_baseline" not in row.fields:
                setattr(component, f"baseline_{end}_date", row.known(end))

    def _fill_from_source(self, component: Component, row: RegisterRow) -> None:
        component.states = {field: why for field, why in states_of(row).items() if not _is_filled(component, field)}
        component.extra = extra_of(row)
        component.source, component.left_on_date = self.source, None
        status = self._status(row)
        reported = component.reported_on_date
        if status and (reported is None or reported <= self.intake.as_of):
            component.reported_status, component.reported_on_date = status, self.intake.as_of

    def _status(self, row: RegisterRow) -> str:
        for field in ASSESSORS:
            label = row.known(field)
            if label is not None and field in self.scales:
                found = (point["status"] for point in self.scales[field].points if point["label"] == label)
                return str(next(found, Status.UNKNOWN.value))
        return ""

    def _money(self, step: RowStep) -> Iterator[CostLine]:
        """The row's cost lines by year; a part that the list does not name stays as it is."""
        component = self.written[step.row.row]
        money = {slot: value for slot, value in step.merged.values.items() if ":" in slot}
        for year in sorted({int(slot.partition(":")[2]) for slot in money}):
            line = self._lines.get((component.pk, year)) or CostLine(component=component, year=year)
            for part in YEARLY:
                if f"{part}:{year}" in money:
                    setattr(line, part, money[f"{part}:{year}"])
            yield line

    def _ratings_of(self, step: RowStep) -> Iterator[Rating]:
        component = self.written[step.row.row]
        for field, assessor in ASSESSORS.items():
            label = step.row.known(field)
            if label is not None and field in self.scales:
                rating = self._ratings.get((component.pk, assessor))
                rating = rating or Rating(component=component, assessor=assessor, date=self.intake.as_of)
                rating.scale, rating.point, rating.source = self.scales[field], point_key(str(label)), self.source
                yield rating

    def _source_row(self, step: RowStep) -> Iterator[SourceRow]:
        """What the source said of the component, where that is news."""
        component, document = self.written[step.row.row], _storable(row_to_dict(step.row))
        held = self._held.get(component.pk) or SourceRow(component=component)
        if held.as_of_date != self.intake.as_of or _content(held.document) != _content(document):
            held.document, held.as_of_date = document, self.intake.as_of
            yield held

    def _link_parents(self) -> None:
        """A programme that the list names and that is here becomes the parent; an unknown one stays as text."""
        named = [step.row for step in self.intake.steps if step.row.known("parent")]
        if not named:
            return
        places = {}
        for component in Component.objects.filter(organisation=self.organisation):
            places[plain_name(component.name)] = places[component.key.casefold()] = component
        moved = []
        for row in named:
            word, component = str(row.known("parent")), self.written[row.row]
            parent = places.get(word.casefold()) or places.get(plain_name(word))
            if parent and parent.pk not in {component.pk, component.parent_id}:
                component.parent = parent
                moved.append(component)
        journal.update_all(moved, self.act)

    def _write_record(self) -> None:
        """The first list is the plan of record; later ones add what entered and take out what left."""
        latest = latest_record(self.organisation)
        lines = {line.project: line for line in record_of(latest).lines}
        gone = {component.key for component, _ in self.intake.left}
        entered = [step for step in self.intake.steps if step.component is None or step.returned or latest is None]
        running = [self.written[step.row.row] for step in entered]
        kept = {key: line for key, line in lines.items() if key not in gone}
        kept |= {c.key: RecordLine(c.key) for c in running if c.stage not in _OUT_OF_RECORD and c.key not in kept}
        if kept != lines or (latest is None and kept):
            decide_record(
                act=self.act,
                organisation=self.organisation,
                document=document_of(kept.values()),
                effective_date=min(self.intake.as_of, clock.today()),
                reason=f"Import of {self.source}",
            )


def _is_filled(component: Component, field: str) -> bool:
    name = _STATED_AS.get(field, field)
    return bool(slots_here(component, ()).get(name))


def _content(document: dict[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in document.items() if name != "row"}


def _storable(part: Any) -> Any:
    """The document without NUL, which PostgreSQL cannot keep."""
    if isinstance(part, str):
        return part.replace("\0", "")
    if isinstance(part, dict):
        return {name.replace("\0", ""): _storable(value) for name, value in part.items()}
    return part
