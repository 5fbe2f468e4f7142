"""Why not: solved again on demand, with the project forced in."""

from __future__ import annotations

from northing.changes.discretion import Discretion
from northing.changes.models import Proposal
from northing.changes.propose import effort, problem_of
from northing.engine.errors import UnknownReference
from northing.engine.selection import AlreadyIn, NoFeasiblePortfolio, SolverTimedOut, in_process, why_not
from northing.kernel.errors import Invalid
from northing.register.models import Component

SECONDS = 30.0


def why_not_words(proposal: Proposal, component: Component, *, seen: set[str], discretion: Discretion) -> str:
    """The answer in a sentence or two; projects that the reader may not know of are not named.

    Raises:
        Invalid: the project is in the proposal already, or is no candidate.
    """
    problem = problem_of(proposal)
    moves = _moves(proposal)
    choice = {key: moves.get(key, option) for key, option in problem.today().items()}  # some may have ended since
    try:
        found = in_process(why_not, problem, choice, project=component.key, timeout=SECONDS, effort=effort())
    except AlreadyIn as error:
        raise Invalid(f"{component.name} is in the plan already.") from error
    except UnknownReference as error:
        raise Invalid(f"{component.name} is no candidate: it has ended or was cancelled.") from error
    except (NoFeasiblePortfolio, SolverTimedOut):
        return f"With {component.name} in, no answer was found within {SECONDS:.0f} seconds."
    if any(line.project not in seen for line in found.changes) or not discretion.allows(found.words):
        return f"Having {component.name} in would take further changes to projects that you may not see."
    return found.words


def _moves(proposal: Proposal) -> dict[str, str | None]:
    points = proposal.result.get("points", [])
    lines = points[proposal.chosen_point]["lines"] if points else []
    return {line["project"]: line["option"] for line in lines}
