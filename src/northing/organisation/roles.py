"""What each role may do. A grant gives a role on a unit and everything below it."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices


class Permission(StrEnum):
    """The things that a person may or may not do, each asked for by an action or a query."""

    SEE = "see"
    SEE_CONFIDENTIAL = "see_confidential"
    EDIT_PROJECT = "edit_project"
    RECORD_READING = "record_reading"
    EDIT_PLAN = "edit_plan"
    EDIT_CAPACITY = "edit_capacity"
    PROPOSE = "propose"
    DECIDE = "decide"
    OBJECT = "object"
    TRIAGE = "triage"
    IMPORT = "import"
    MANAGE_PEOPLE = "manage_people"


class RoleName(TextChoices):
    """The roles that a grant can give, in the words of the field."""

    VIEWER = "viewer", "Viewer"
    PROJECT_MANAGER = "project_manager", "Project manager"
    UNIT_HEAD = "unit_head", "Head of a business unit"
    RESOURCE_MANAGER = "resource_manager", "Resource manager"
    CONTROLLER = "controller", "Finance controller"
    PORTFOLIO_MANAGER = "portfolio_manager", "PMO lead"
    EXECUTIVE = "executive", "Executive"
    ADMINISTRATOR = "administrator", "Administrator"


_P = Permission

PERMISSIONS: dict[str, frozenset[Permission]] = {
    RoleName.VIEWER: frozenset({_P.SEE}),
    RoleName.PROJECT_MANAGER: frozenset({_P.SEE, _P.EDIT_PROJECT, _P.RECORD_READING}),
    RoleName.UNIT_HEAD: frozenset({_P.SEE, _P.RECORD_READING, _P.OBJECT}),
    RoleName.RESOURCE_MANAGER: frozenset({_P.SEE, _P.EDIT_CAPACITY}),
    RoleName.CONTROLLER: frozenset({_P.SEE, _P.SEE_CONFIDENTIAL, _P.RECORD_READING, _P.TRIAGE}),
    RoleName.PORTFOLIO_MANAGER: frozenset(_P) - {_P.MANAGE_PEOPLE},
    RoleName.EXECUTIVE: frozenset(
        {_P.SEE, _P.SEE_CONFIDENTIAL, _P.EDIT_PLAN, _P.PROPOSE, _P.DECIDE, _P.OBJECT, _P.TRIAGE}
    ),
    RoleName.ADMINISTRATOR: frozenset({_P.SEE, _P.MANAGE_PEOPLE, _P.IMPORT}),
}


def roles_with(permission: Permission) -> list[str]:
    """The roles that carry a permission, in the order in which they are shown."""
    return [role.value for role in RoleName if permission in PERMISSIONS[role]]


def names_of(permission: Permission) -> str:
    """The roles that carry a permission, in words, for the sentence that says who may."""
    return ", ".join(role.label for role in RoleName if permission in PERMISSIONS[role])
