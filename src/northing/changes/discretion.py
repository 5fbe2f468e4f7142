"""What a solver said, for a reader: sentences that name a project that the reader may not know of are left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from northing.changes.models import Proposal
from northing.organisation.models import User
from northing.register.models import Component
from northing.register.queries import components_for


@dataclass(frozen=True, slots=True)
class Discretion:
    """The names that must not be read out, as they were when the proposal was computed and as they are today."""

    names: frozenset[str]

    @classmethod
    def of(cls, user: User, proposal: Proposal) -> Discretion:
        """What the user may not read in the proposal."""
        organisation = proposal.change.organisation
        today = dict(Component.objects.filter(organisation=organisation).values_list("key", "name"))
        seen = set(components_for(user, organisation).values_list("key", flat=True))
        then: dict[str, str] = proposal.result.get("names", {})
        pairs = (*today.items(), *then.items())
        return cls(frozenset(name for key, name in pairs if key not in seen and name))

    @property
    def hides(self) -> bool:
        """Whether there is anything that the user may not know of."""
        return bool(self.names)

    def open(self, words: Iterable[str]) -> list[str]:
        """The sentences that name nothing hidden."""
        return [text for text in words if self.allows(text)]

    def allows(self, text: str) -> bool:
        return not any(name in text for name in self.names)
