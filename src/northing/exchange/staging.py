"""A file's way through the browser: staged, read, mapped, looked at, committed, discarded, undone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from northing.engine.formats.errors import UnreadableFile
from northing.engine.formats.limits import DEFAULT as LIMITS
from northing.engine.formats.limits import check_size
from northing.exchange.kinds import KINDS, new_batch
from northing.exchange.models import ImportBatch, ImportState
from northing.exchange.queries import is_in_force, require_import
from northing.exchange.undoing import undo_import
from northing.kernel import clock
from northing.kernel.errors import Conflict, Invalid, NorthingError
from northing.kernel.jobs import Progress, handles
from northing.kernel.models import Job
from northing.organisation.models import Organisation, User

WORK = "exchange.work"
READ, COMMIT, UNDO = "read", "commit", "undo"
WRITING = 0.4
"""The share of a job from which on it is done as a whole, and can no longer be cancelled."""

KEPT_DAYS = 7
# Above these, reading or writing takes more than two seconds and becomes a job.
LARGE_BYTES = 1_000_000
MANY_ROWS = 200


def stage(
    *, actor: User, organisation: Organisation, kind: str, file_name: str, content: bytes, as_of: date | None
) -> ImportBatch:
    """Keep a file for a week at most, and read it; nothing in the register changes.

    Raises:
        Invalid: the kind is unknown, or the file cannot be read, with the place and the repair.
        NotAllowed: the actor may not import such files here.
        Conflict: this is the demo, which is not mixed with other data.
    """
    if kind not in KINDS:
        raise Invalid(fields={"kind": "Choose what the file holds."})
    require_import(actor, organisation, kind)
    if organisation.is_demo:
        raise Conflict("The demo stays as it is. Start with your own data, then import there.")
    discard_old(organisation)
    try:
        check_size(content, LIMITS)
    except UnreadableFile as error:
        raise Invalid(fields={"file": str(error)}) from error
    batch = new_batch(
        organisation=organisation, kind=kind, file_name=file_name, content=content, as_of=as_of, actor=actor
    )
    _do(batch, READ, actor, is_long=len(content) > LARGE_BYTES)
    if "error" in batch.report:
        problem = batch.report["error"]
        batch.delete()
        raise Invalid(fields={"file": f"{problem['place']}: {problem['problem']}. {problem['repair']}"})
    return batch


def discard_old(organisation: Organisation) -> None:
    """Remove what was staged and left alone for a week."""
    limit = clock.now() - timedelta(days=KEPT_DAYS)
    ImportBatch.objects.filter(organisation=organisation, state=ImportState.STAGED, created_at__lt=limit).delete()


def remap(*, actor: User, batch: ImportBatch, mapping: Mapping[str, Any]) -> None:
    """Read the file again with another mapping.

    Raises:
        Invalid: the mapping does not fit; the one before it stays.
    """
    _editable(actor, batch)
    before = batch.mapping
    batch.mapping = {**batch.mapping, **mapping}
    _reread(actor, batch, {"mapping": before})


def choose(*, actor: User, batch: ImportBatch, choices: Mapping[str, Any]) -> None:
    """Keep what the person said of pairs and rating scales, and work the preview out again."""
    _editable(actor, batch)
    before = batch.choices
    batch.choices = {**batch.choices, **choices}
    _reread(actor, batch, {"choices": before})


def _reread(actor: User, batch: ImportBatch, before: Mapping[str, Any]) -> None:
    report = batch.report
    batch.save()
    _do(batch, READ, actor, is_long=len(bytes(batch.content)) > LARGE_BYTES)
    if "error" in batch.report:
        problem, batch.report = batch.report["error"], report
        for name, value in before.items():
            setattr(batch, name, value)
        batch.save()
        raise Invalid(fields={"mapping": f"{problem['place']}: {problem['problem']}. {problem['repair']}"})


def commit(*, actor: User, batch: ImportBatch) -> None:
    """Write the staged file, at once or as a job when it is long.

    Raises:
        Conflict: it was committed already.
    """
    _editable(actor, batch)
    _do(batch, COMMIT, actor, is_long=batch.report.get("rows", 0) > MANY_ROWS)


def discard(*, actor: User, batch: ImportBatch) -> None:
    """Throw a staged file away."""
    _editable(actor, batch)
    batch.delete()


def undo(*, actor: User, batch: ImportBatch) -> UUID | None:
    """Take back all that the import changed, at once or as a job when it is long: None then.

    Raises:
        Conflict: see :func:`northing.exchange.undoing.undo_import`; nothing is taken back then.
    """
    require_import(actor, batch.organisation, batch.kind)
    if is_in_force(batch) and batch.report.get("rows", 0) > MANY_ROWS:
        _do_later(batch, UNDO, actor)
        return None
    return undo_import(actor=actor, batch=batch)


def _editable(actor: User, batch: ImportBatch) -> None:
    require_import(actor, batch.organisation, batch.kind)
    if batch.state != ImportState.STAGED:
        raise Conflict("This import was committed already.")
    if batch.job and Job.objects.filter(pk=batch.job, state__in=("waiting", "running")).exists():
        raise Conflict("This file is being worked on. Wait for it, or cancel it first.")


def _do(batch: ImportBatch, what: str, actor: User, *, is_long: bool) -> None:
    if not is_long:
        work_on(batch, what, actor, lambda _share, _words: None)
    else:
        _do_later(batch, what, actor)


def _do_later(batch: ImportBatch, what: str, actor: User) -> None:
    job = Job.objects.create(
        kind=WORK,
        payload={"batch": str(batch.pk), "what": what, "actor": actor.pk},
        organisation=batch.organisation.key,
        requested_by=actor,
        message="Waiting for a worker",
    )
    batch.job = job.pk
    batch.save()


@handles(WORK)
def work(payload: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Read or commit a long file; done again it changes nothing, as a committed batch is left alone."""
    batch = ImportBatch.objects.select_related("organisation").filter(pk=payload["batch"]).first()
    actor = User.objects.filter(pk=payload["actor"]).first()
    if batch is None or actor is None:
        raise NorthingError("The file was discarded; nothing was imported.")
    if payload["what"] == UNDO:
        _undo(batch, actor, progress)
    elif batch.state == ImportState.STAGED:
        work_on(batch, payload["what"], actor, progress.report)
    return {"batch": str(batch.pk)}


def _undo(batch: ImportBatch, actor: User, progress: Progress) -> None:
    progress.report(WRITING, "Taking it back; from here on it is done as a whole")
    if is_in_force(batch):
        undo_import(actor=actor, batch=batch)


def work_on(batch: ImportBatch, what: str, actor: User, say: Any) -> None:
    """Read the file and preview or commit it; a file that cannot be read leaves its error in the report.

    Args:
        batch: staged.
        what: ``READ`` or ``COMMIT``.
        actor: who asked for it.
        say: takes a share 0..1 and words, and raises when somebody cancelled.
    """
    kind, organisation = KINDS[batch.kind], batch.organisation
    say(0.1, "Reading the file")
    try:
        source = kind.read(
            bytes(batch.content), organisation=organisation, as_of=batch.as_of_date, mapping=batch.mapping
        )
    except UnreadableFile as error:
        batch.report = {"error": {"place": error.place, "problem": error.problem, "repair": error.repair}}
        batch.save()
        return
    if what == COMMIT:
        say(WRITING, "Writing it into the register; from here on it is done as a whole")
        kind.commit(actor=actor, organisation=organisation, batch=batch, source=source)
        return
    say(0.5, "Comparing it with what is known")
    batch.report = kind.preview(organisation, batch, source)
    batch.save()
