"""What follows from a change, in the same transaction: rooms above register here what they do after an action."""

from __future__ import annotations

from collections.abc import Callable

Reaction = Callable[[str], None]

_reactions: list[Reaction] = []


def after_change(reaction: Reaction) -> Reaction:
    """Register a function of an organisation's key, run once at the end of every action in its transaction."""
    if reaction not in _reactions:
        _reactions.append(reaction)
    return reaction


def run(organisation: str) -> None:
    """Run every registered reaction for the organisation."""
    for reaction in _reactions:
        reaction(organisation)
