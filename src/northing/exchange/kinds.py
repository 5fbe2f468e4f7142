"""What can be imported, each kind with how it is read, previewed and committed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from northing.exchange.benefits import commit_benefits, preview_benefits, read_benefits
from northing.exchange.budgets import commit_budgets, preview_budgets, read_budgets
from northing.exchange.models import ImportBatch
from northing.exchange.plans import commit_plan, preview_plan, read_plan_file
from northing.exchange.projects import commit_projects, preview_projects, read_projects
from northing.organisation.models import Organisation, User


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One kind of file.

    Attributes:
        read: bytes → source; apart from the database, changes nothing.
        preview: what the commit would report now.
        commit: writes it, in one transaction.
        currency: the three-letter code that the source names, else ``""``.
    """

    name: str
    title: str
    read: Callable[..., Any]
    preview: Callable[[Organisation, ImportBatch, Any], dict[str, Any]]
    commit: Callable[..., dict[str, Any]]
    currency: Callable[[Any], str] = lambda _source: ""


KINDS = {
    kind.name: kind
    for kind in (
        ImportKind(
            "projects",
            "Projects",
            read_projects,
            preview_projects,
            commit_projects,
            lambda source: str(source.register.currency),
        ),
        ImportKind("plan", "Business plan", read_plan_file, preview_plan, commit_plan),
        ImportKind("benefits", "Benefits", read_benefits, preview_benefits, commit_benefits),
        ImportKind("budgets", "Budgets", read_budgets, preview_budgets, commit_budgets),
    )
}


def split_mapping(given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A mapping file's columns and settings, and its choices (``apart``, ``tables``)."""
    choices = {name: given[name] for name in ("apart", "tables") if name in given}
    return {name: part for name, part in given.items() if name not in choices}, choices


def new_batch(
    *,
    organisation: Organisation,
    kind: str,
    file_name: str,
    content: bytes,
    as_of: date | None,
    actor: User,
    mapping: Mapping[str, Any] | None = None,
    choices: Mapping[str, Any] | None = None,
) -> ImportBatch:
    """A staged file; it is a working paper and not journaled, what it becomes is."""
    return ImportBatch.objects.create(
        organisation=organisation,
        kind=kind,
        file_name=file_name[:400],
        digest=sha256(content).hexdigest(),
        content=content,
        as_of_date=as_of,
        mapping=dict(mapping or {}),
        choices=dict(choices or {}),
        created_by=actor.email,
    )
