"""Take an operation back: the Undo of every toast, for what the person did themselves."""

from __future__ import annotations

from uuid import UUID

from northing.kernel import actions
from northing.kernel.errors import NotAllowed, NotFound
from northing.kernel.models import Event
from northing.organisation.models import Organisation, User

# Kinds of rows that have a page under their own key.
WITH_PAGES = ("register.component",)


def undo_own(*, actor: User, organisation: Organisation, batch: UUID) -> UUID:
    """Undo an operation that the person did; those of others are undone where they are shown, by who may.

    Raises:
        NotFound: there is no such operation here.
        NotAllowed: somebody else did it.
        Conflict: what it touched was changed since.
    """
    first = Event.objects.filter(batch=batch, organisation=organisation.key).order_by("sequence").first()
    if first is None:
        raise NotFound("There is nothing to undo here.")
    if first.actor != actor.email:
        raise NotAllowed("Only the person who did this can undo it here.", who=first.actor)
    return actions.undo_batch(batch, actor=actor.email, organisation=organisation.key)


def created_a_page(batch: UUID) -> bool:
    """Whether the operation created something with a page of its own, which an undo takes away."""
    return Event.objects.filter(batch=batch, before__isnull=True, subject_kind__in=WITH_PAGES).exists()
