"""Undo of an import as the one operation that it was."""

from __future__ import annotations

from uuid import UUID

from northing.exchange.models import ImportBatch
from northing.kernel import actions
from northing.kernel.errors import Conflict
from northing.organisation.models import User


def undo_import(*, actor: User, batch: ImportBatch) -> UUID:
    """Take back all that the import changed; the journal batch of the undo, which can itself be undone.

    Raises:
        Conflict: it changed nothing, something it touched was changed since, or something rests on it; nothing is
            taken back then.
    """
    if batch.journal_batch is None:
        raise Conflict("This import changed nothing, so there is nothing to undo.")
    return actions.undo_batch(batch.journal_batch, actor=actor.email, organisation=batch.organisation.key)
