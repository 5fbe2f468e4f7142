"""Which units a person's grants cover: the one place from which every `visible_to` is built."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from northing.kernel.errors import NotAllowed
from northing.organisation.models import Grant, Organisation, Unit, User
from northing.organisation.roles import Permission, names_of, roles_with


def units_where(user: User, permission: Permission, organisation: Organisation) -> set[int]:
    """Ids of the organisation's units in which the user has the permission: granted units and all below them."""
    if not user.is_active:
        return set()
    granted = Grant.objects.filter(user=user, role__in=roles_with(permission), unit__organisation=organisation)
    return _with_descendants(set(granted.values_list("unit_id", flat=True)), organisation)


def _with_descendants(roots: set[int], organisation: Organisation) -> set[int]:
    if not roots:
        return set()
    parents = dict(Unit.objects.filter(organisation=organisation).values_list("id", "parent_id"))
    return {unit for unit in parents if roots & set(_lineage(unit, parents))}


def _lineage(unit: int, parents: Mapping[int, int | None]) -> Iterable[int]:
    current: int | None = unit
    seen: set[int] = set()
    while current is not None and current not in seen:
        seen.add(current)
        yield current
        current = parents.get(current)


def may(user: User, permission: Permission, organisation: Organisation, unit: Unit | None = None) -> bool:
    """Whether the user has the permission in the unit; without a unit, for the organisation as a whole."""
    covered = units_where(user, permission, organisation)
    if unit is not None:
        return unit.pk in covered
    return Unit.objects.filter(organisation=organisation, parent=None, pk__in=covered).exists()


def require(user: User, permission: Permission, organisation: Organisation, unit: Unit | None = None) -> None:
    """Let pass who has the permission.

    Raises:
        NotAllowed: with the roles that carry the permission.
    """
    if not may(user, permission, organisation, unit):
        where = unit.name if unit else organisation.name
        raise NotAllowed(f"You cannot do this in {where}.", who=names_of(permission))


def organisations_of(user: User) -> list[Organisation]:
    """The organisations in which the user has any grant, own before demo."""
    if not user.is_active:
        return []
    found = Organisation.objects.filter(units__grants__user=user).distinct()
    return sorted(found, key=lambda organisation: (organisation.is_demo, organisation.name))
