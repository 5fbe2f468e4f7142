"""Three plans to begin with, each a page of plain text that its owner will rewrite."""

from __future__ import annotations

from dataclasses import dataclass

from northing.engine.formats.errors import UnreadableFile
from northing.engine.formats.outline import read_outline
from northing.engine.formats.stratml import PlanFile
from northing.engine.plan import Plan
from northing.kernel.errors import Invalid, NotFound


@dataclass(frozen=True, slots=True)
class Starter:
    key: str
    name: str
    what: str
    text: str


STARTERS = (
    Starter(
        "public-body",
        "Public body",
        "Services that people can rely on, spending that holds up to questions",
        """Vision: A place where everybody gets the help they are entitled to
Mission: Good decisions, made in time, explained in plain words
- Goal: People get help in time
  - Objective: Decide nine in ten applications within 20 days (30 %)
    - Measure: Decisions within 20 days: 62 → 90 by 31 Mar 2030
  - Objective: Halve the complaints that are upheld (20 %)
    - Measure: Complaints upheld per 1,000 cases: 12 → 6 by 31 Mar 2030
- Goal: Public money goes where it helps
  - Objective: Cut the cost of a case by 15 % (25 %)
    - Measure: Cost of a case: 240 → 204 by 31 Mar 2030
- Goal: A body that is fit for its task
  - Objective: Meet the security standard in full (15 %)
    - Measure: Controls met: 71 → 100 by 31 Mar 2029
  - Objective: Bring sickness absence below six days (10 %)
    - Measure: Sickness days per person: 9 → 6 by 31 Mar 2030
""",
    ),
    Starter(
        "utility",
        "Utility",
        "Supply that does not stop, a cleaner environment, bills that people can pay",
        """Vision: A service nobody has to think about
Mission: Safe supply, clean surroundings, fair bills
- Goal: Supply that does not stop
  - Objective: Cut interruptions by 40 % (30 %)
    - Measure: Minutes lost per customer: 10 → 6 by 31 Mar 2030
  - Objective: Renew 2 % of the network a year (20 %)
    - Measure: Network renewed per year: 0.8 → 2 by 31 Mar 2030
- Goal: Surroundings that recover
  - Objective: Halve operational carbon (20 %)
    - Measure: Operational carbon: 90 → 45 by 31 Mar 2032
- Goal: Bills that people can pay
  - Objective: Operating cost down 8 % (20 %)
    - Measure: Operating cost: 180 → 166 by 31 Mar 2030
  - Objective: Support 50 % more homes in need (10 %)
    - Measure: Homes supported: 40 → 60 by 31 Mar 2029
""",
    ),
    Starter(
        "software-company",
        "Software company",
        "Customers who stay, releases that hold, growth that pays for itself",
        """Vision: Work that used to take a week takes a morning
Mission: Software that its users would miss
- Goal: Customers stay
  - Objective: Net revenue retention of 115 % (30 %)
    - Measure: Net revenue retention: 104 → 115 by 31 Dec 2028
  - Objective: First answer within 2 hours (15 %)
    - Measure: Hours to the first answer: 9 → 2 by 31 Dec 2027
- Goal: Releases hold
  - Objective: 99.95 % availability (20 %)
    - Measure: Availability: 99.7 → 99.95 by 31 Dec 2027
  - Objective: Lead time of a change below 3 days (15 %)
    - Measure: Days from commit to customer: 14 → 3 by 31 Dec 2027
- Goal: Growth pays for itself
  - Objective: Win a customer's cost back within 14 months (20 %)
    - Measure: Months to pay back: 23 → 14 by 31 Dec 2028
""",
    ),
)


def starter_plan(key: str) -> Plan:
    """The plan of a starter.

    Raises:
        NotFound: there is no such starter.
    """
    found = next((starter for starter in STARTERS if starter.key == key), None)
    if found is None:
        raise NotFound("There is no such template.")
    return read_outline(found.text.encode()).plan


def plan_from_lines(typed: str, *, levels_above: int = 0) -> PlanFile:
    """A pasted list as a plan, with what the reader had to decide; bare lines count as bullets.

    Args:
        typed: the lines, deeper ones indented.
        levels_above: 1 when the first level are objectives, 2 when they are measures.

    Raises:
        Invalid: naming place and repair; nothing is taken over.
    """
    lines = [line.rstrip() for line in typed.replace("\t", "    ").splitlines() if line.strip()]
    if "\0" in typed:
        raise Invalid(fields={"lines": "This is no text; copy the list from a document and paste it again."})
    if not lines:
        raise Invalid(fields={"lines": "Paste or type at least one line."})
    roots = [f"{'  ' * level}- Above {level}" for level in range(levels_above)]
    listed = [f"{'  ' * levels_above}{_bulleted(line)}" for line in lines]
    try:
        read = read_outline("\n".join([*roots, *listed]).encode())
    except UnreadableFile as error:
        raise Invalid(fields={"lines": f"{error.place}: {error.problem}. {error.repair}"}) from error
    _refuse_higher_levels(read.plan, levels_above)
    return read


def _refuse_higher_levels(plan: Plan, levels_above: int) -> None:
    """Under an objective a list cannot bring goals along: they would be lost."""
    has_goals = levels_above and len(plan.goals) > 1
    has_objectives = levels_above > 1 and sum(1 for _ in plan.objectives()) > 1
    if has_goals or has_objectives:
        raise Invalid(fields={"lines": "The list has levels above this one; paste it at the plan itself."})


def _bulleted(line: str) -> str:
    bare = line.lstrip()
    is_marked = bare[:1] in "-*+•#" or bare.split(" ")[0].rstrip(".)").replace(".", "").isdecimal()
    indent = line[: len(line) - len(bare)]
    return line if is_marked else f"{indent}- {bare}"
