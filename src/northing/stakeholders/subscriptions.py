"""Who is told how often, and the digests that there are: reads through the user, and the one choice they have."""

from __future__ import annotations

from django.db.models import QuerySet

from northing.kernel import actions, journal
from northing.kernel.errors import Invalid, NotFound
from northing.kernel.journal import Act
from northing.organisation.models import Organisation, User
from northing.organisation.roles import Permission
from northing.organisation.scope import require
from northing.stakeholders.models import Delivery, Digest, Rhythm, Subscription


def rhythm_of(user: User, organisation: Organisation) -> Rhythm:
    """How often the user is told; weekly unless they chose."""
    chosen = Subscription.objects.filter(user=user, organisation=organisation).first()
    return Rhythm(chosen.rhythm) if chosen else Rhythm.WEEKLY


def choose_rhythm(*, actor: User, organisation: Organisation, rhythm: str) -> Act:
    """Keep the actor's own choice.

    Raises:
        Invalid: there is no such rhythm.
    """
    if rhythm not in Rhythm.values:
        raise Invalid(fields={"rhythm": "Choose every day, every Monday or never."})
    with actions.acting(actor=actor.email, action="stakeholders.choose_rhythm", organisation=organisation.key) as act:
        row = Subscription.objects.filter(user=actor, organisation=organisation).first()
        if row is None:
            journal.create(Subscription(user=actor, organisation=organisation, rhythm=rhythm), act)
        else:
            row.rhythm = rhythm
            journal.update(row, act)
        return act


def digests_for(user: User, organisation: Organisation) -> QuerySet[Digest]:
    """The user's own, newest first, without those that had nothing to tell."""
    return Digest.objects.filter(user=user, organisation=organisation).exclude(state=Delivery.EMPTY)


def get_digest_for(user: User, organisation: Organisation, pk: int) -> Digest:
    """One of the user's own.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    digest = digests_for(user, organisation).filter(pk=pk).first()
    if digest is None:
        raise NotFound("There is no such digest of yours.")
    return digest


def last_digest(user: User, organisation: Organisation) -> Digest | None:
    """The latest, even when it had nothing to tell: the next one begins where it ended."""
    return Digest.objects.filter(user=user, organisation=organisation).first()


def outbox_for(user: User, organisation: Organisation) -> QuerySet[Digest]:
    """Everybody's digests, for whoever manages people: to whom, when and how far, never what they say.

    Raises:
        NotAllowed: the user does not manage people.
    """
    require(user, Permission.MANAGE_PEOPLE, organisation)
    rows = Digest.objects.filter(organisation=organisation).exclude(state=Delivery.EMPTY)
    return rows.select_related("user")


def get_outgoing_for(user: User, organisation: Organisation, pk: int) -> Digest:
    """One of everybody's, for whoever manages people.

    Raises:
        NotAllowed: the user does not manage people.
        NotFound: there is none here.
    """
    digest = outbox_for(user, organisation).filter(pk=pk).first()
    if digest is None:
        raise NotFound("There is no such digest here.")
    return digest
