"""Units, people and rating scales that an import needs: found by name, made when nobody here is called so."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.text import slugify

from northing.engine.formats.ratings import Scale
from northing.engine.formats.words import spelled
from northing.engine.register import Status
from northing.engine.register.names import plain_unit, same_unit
from northing.kernel import journal
from northing.kernel.errors import Conflict
from northing.kernel.journal import Act
from northing.organisation.models import Organisation, Person, Unit
from northing.register.models import RatingScale

_STATUS_OF_FIVE = (Status.ON_TRACK, Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK, Status.OFF_TRACK)
_STATUS_OF_THREE = (Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK)
_STATUSES = {len(found): found for found in (_STATUS_OF_THREE, _STATUS_OF_FIVE)}


class Places:
    """The organisation's units and people by name, loaded once; what is made is journaled."""

    def __init__(self, organisation: Organisation, act: Act) -> None:
        self.organisation, self.act = organisation, act
        self._units = list(Unit.objects.filter(organisation=organisation).order_by("pk"))
        self._people = {spelled(p.name): p for p in Person.objects.filter(organisation=organisation)}
        roots = [unit for unit in self._units if unit.parent_id is None]
        if not roots:
            raise Conflict(f"{organisation} has no unit yet; add one first.")
        self.root = roots[0]

    def unit(self, name: str) -> Unit:
        """The unit of that name (case, marks and initials aside), under the root when it is new."""
        found = self._find(name)
        if found is None:
            key = free_key(name, {unit.key for unit in self._units})
            found = Unit(organisation=self.organisation, key=key, name=name, parent=self.root)
            journal.create(found, self.act)
            self._units.append(found)
        return found

    def _find(self, name: str) -> Unit | None:
        if not plain_unit(name):
            return self.root
        equal = [unit for unit in self._units if plain_unit(unit.name) == plain_unit(name)]
        alike = equal or [unit for unit in self._units if same_unit(unit.name, name)]
        return alike[0] if alike else None

    def rename_units(self, renames: Mapping[str, str], spellings: Mapping[str, str]) -> list[tuple[str, str]]:
        """Give units their new names instead of adding twins; a second one that merges into another keeps its own.

        Args:
            renames: plain old name → plain new name.
            spellings: plain name → as the list writes it.
        """
        done = []
        for old, new in renames.items():
            unit = next((one for one in self._units if plain_unit(one.name) == old), None)
            name = spellings.get(new, new)
            if unit and self._find(name) is None:
                done.append((unit.name, name))
                unit.name = name[:200]
                journal.update(unit, self.act)
        return done

    def person(self, name: str) -> Person | None:
        """The person of that name, added without an account when unknown; None for no name."""
        if not spelled(name):
            return None
        if spelled(name) not in self._people:
            key = free_key(name, {person.key for person in self._people.values()})
            made = Person(organisation=self.organisation, key=key, name=name)
            journal.create(made, self.act)
            self._people[spelled(name)] = made
        return self._people[spelled(name)]


def free_key(name: str, taken: set[str]) -> str:
    """A slug of the name that nobody has yet."""
    base = slugify(name)[:70] or "unit"
    if base not in taken:
        return base
    return next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)


def rating_scale(organisation: Organisation, scale: Scale, act: Act) -> RatingScale:
    """The stored scale with these points, added when there is none; a scale in unknown order stands for no status."""
    rows = RatingScale.objects.filter(organisation=organisation)
    for row in rows:
        if [point["label"] for point in row.points] == list(scale.points):
            return row
    key = free_key(scale.name, set(rows.values_list("key", flat=True)))
    statuses = _STATUSES.get(len(scale.points), ()) if scale.known else ()
    points = [
        {"key": point_key(label), "label": label, "status": statuses[n].value if statuses else Status.UNKNOWN.value}
        for n, label in enumerate(scale.points)
    ]
    made = RatingScale(organisation=organisation, key=key, name=scale.name[:200], points=points)
    journal.create(made, act)
    return made


def point_key(label: str) -> str:
    """``Amber/Red`` → ``amber-red``."""
    return slugify(re.sub(r"[/_]", " ", label))[:80] or label[:80]
