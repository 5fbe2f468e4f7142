"""What follows from a change, in the same transaction: rooms above register here what they do after an action."""

from __future__ import annotations

from collections.abc import Callable

from northing.kernel.journal import Act

Reaction = Callable[[Act], None]

_reactions: list[Reaction] = []


def after_change(reaction: Reaction) -> Reaction:
    """Register what is run once at the end of every outermost action, in its transaction; see each room's handlers."""
    if reaction not in _reactions:
        _reactions.append(reaction)
    return reaction


def run(act: Act) -> None:
    """Run every registered reaction to the act, whose events share its batch."""
    for reaction in _reactions:
        reaction(act)
