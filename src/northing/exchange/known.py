"""What the source of an organisation's register said last, and the components it said it of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from northing.engine.formats.ratings import Scale
from northing.engine.formats.rows import RegisterRow
from northing.engine.formats.rows_json import row_from_dict
from northing.engine.formats.words import spelled
from northing.engine.register.names import plain_name
from northing.exchange.models import Imported, RememberedMapping, SourceRow
from northing.organisation.models import Organisation
from northing.register.models import Component, CostLine

PROJECTS = "projects"


@dataclass(frozen=True, slots=True)
class Said:
    """What the source said of a component, and as of when."""

    row: RegisterRow
    as_of: date


class Known:
    """The last list row by row, and the rest of the register, loaded once for one comparison."""

    def __init__(self, organisation: Organisation) -> None:
        rows = Component.objects.filter(organisation=organisation).select_related("unit", "manager", "sponsor")
        self.components = list(rows.order_by("key"))
        self._said = _said(organisation, self.components)
        self._lines = _lines(organisation)
        self.scales = scales_of(organisation)
        present = [c for c in self.components if c.pk in self._said and c.left_on_date is None]
        self._by_row = {id(self._said[c.pk].row): c for c in present}
        self.rows = tuple(self._said[c.pk].row for c in present)
        self._others = [c for c in self.components if c.pk not in self._said or c.left_on_date]

    def component(self, row: RegisterRow) -> Component:
        """The component of a row of the last list."""
        return self._by_row[id(row)]

    def said(self, component: Component) -> Said | None:
        """None for a component that no list ever had."""
        return self._said.get(component.pk)

    def lines(self, component: Component) -> list[CostLine]:
        """Money by year, as it stands here."""
        return self._lines[component.pk]

    def apart(self, row: RegisterRow, taken: Collection[int]) -> Component | None:
        """A component outside the last list that a new row plainly is: entered by hand, or gone and back again."""
        others = [component for component in self._others if component.pk not in taken]
        if row.key:
            found = [c for c in others if spelled(row.key) in {spelled(c.external_id), spelled(c.key)}]
            if found:
                return found[0]
        alike = [c for c in others if plain_name(c.name) == plain_name(row.name)]
        return alike[0] if len(alike) == 1 and not (row.key and alike[0].external_id) else None


def _said(organisation: Organisation, components: list[Component]) -> dict[int, Said]:
    rows = SourceRow.objects.filter(component__organisation=organisation)
    latest = Imported.objects.filter(organisation=organisation, kind=PROJECTS).first()
    fallback = latest.as_of_date if latest and latest.as_of_date else date.min
    known = {component.pk for component in components}
    return {
        row.component_id: Said(row_from_dict(row.document), row.as_of_date or fallback)
        for row in rows
        if row.component_id in known
    }


def _lines(organisation: Organisation) -> defaultdict[int, list[CostLine]]:
    grouped: defaultdict[int, list[CostLine]] = defaultdict(list)
    for line in CostLine.objects.filter(component__organisation=organisation):
        grouped[line.component_id].append(line)
    return grouped


def scales_of(organisation: Organisation) -> dict[str, Scale]:
    """The rating scales of the last list, by field."""
    latest = Imported.objects.filter(organisation=organisation, kind=PROJECTS).first()
    stored: Mapping[str, Mapping[str, object]] = latest.scales if latest else {}
    return {
        field: Scale(str(scale["name"]), tuple(scale["points"]), known=bool(scale["known"]))  # type: ignore[arg-type]
        for field, scale in stored.items()
    }


def remembered(organisation: Organisation | None, kind: str) -> dict[str, dict[str, object]]:
    """Mappings by signature of the header, as they were given before."""
    if organisation is None:
        return {}
    return dict(
        RememberedMapping.objects.filter(organisation=organisation, kind=kind).values_list("signature", "mapping")
    )
