"""Published instances as problems: Patterson's format, PSPLIB's and MPLIB's. Text in, problem out.

A period of the instance is a minute of the problem, day and night, from the first minute of START.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from northing.engine.errors import ProblemError
from northing.engine.scheduling.problem import CONTINUOUS, Link, Project, Resource, ScheduleProblem, Task

START = datetime(2000, 1, 1)  # noqa: DTZ001 - schedules are naive


class UnreadableInstance(ProblemError):
    """A text that is not in the format it should be in; the message says where."""


class _Words:
    """The numbers of a text in turn."""

    def __init__(self, text: str) -> None:
        self._words = iter([(line, word) for line, row in enumerate(text.splitlines(), 1) for word in row.split()])
        self._line = 0
        self._ahead = next(self._words, None)

    def number(self, what: str) -> int:
        self._line, word = self._ahead or (self._line, "")
        self._ahead = next(self._words, None)
        try:
            return round(float(word))
        except (ValueError, OverflowError):
            raise UnreadableInstance(
                f"line {self._line}: {what} should be a number, not {word or 'the end of the text'!r}"
            ) from None

    def numbers(self, count: int, what: str) -> list[int]:
        return [self.number(what) for _ in range(count)]

    def line(self, what: str) -> list[int]:
        """All the numbers of the next line that has any."""
        found = [self.number(what)]
        while self._ahead is not None and self._ahead[0] == self._line:
            found.append(self.number(what))
        return found

    def ending(self) -> int:
        """How many words are left."""
        return sum(1 for _ in self._words) + (self._ahead is not None)


Row = tuple[str, str, int, Sequence[int], Sequence[str]]
"""Key, project, duration, demand for each resource, keys of the successors."""


def read_patterson(text: str) -> ScheduleProblem:
    """A single project as in Patterson (1984): counts, capacities, then a line for each task (.rcp).

    Raises:
        UnreadableInstance: with the line.
    """
    words = _Words(text)
    count, resources = words.number("the number of tasks"), words.number("the number of resources")
    capacities = words.numbers(resources, "a capacity")
    rows = [_patterson_row(words, str(number), resources, prefix="") for number in range(1, count + 1)]
    if left := words.ending():
        raise UnreadableInstance(f"{left} words follow the last task: the number of tasks in line 1 is too small")
    return _problem(rows, capacities)


def _patterson_row(words: _Words, number: str, resources: int, *, prefix: str) -> Row:
    what = f"task {number}'s"
    duration = words.number(f"{what} duration")
    demands = words.numbers(resources, f"{what} demand")
    successors = words.numbers(words.number(f"{what} number of successors"), f"{what} successor")
    return prefix + number, prefix.rstrip(":"), duration, demands, [f"{prefix}{s}" for s in successors]


def read_psplib(text: str) -> ScheduleProblem:
    """A single project as in Kolisch and Sprecher (1996), one mode a task (.sm).

    Raises:
        UnreadableInstance: with the section.
    """
    successors = {row[0]: row[3:] for row in _section(text, "PRECEDENCE RELATIONS")}
    work = list(_section(text, "REQUESTS/DURATIONS"))
    capacities = next(iter(_section(text, "RESOURCEAVAILABILITIES")), [])
    if any(row[1] != 1 for row in work):
        raise UnreadableInstance("REQUESTS/DURATIONS: a task has several modes; only instances of one mode can be read")
    rows = [(str(row[0]), "", row[2], row[3:], [str(key) for key in successors.get(row[0], ())]) for row in work]
    return _problem(rows, capacities)


def _section(text: str, title: str) -> Iterator[list[int]]:
    """The rows of numbers behind a title, up to the line of stars."""
    squeezed = [line.strip() for line in text.splitlines()]
    wanted = title.replace(" ", "")
    begins = [at for at, line in enumerate(squeezed) if line.replace(" ", "").rstrip(":").startswith(wanted)]
    if not begins:
        raise UnreadableInstance(f"there is no section {title!r}")
    for line in squeezed[begins[0] + 1 :]:
        if line.startswith("*"):
            return
        if line and all(word.lstrip("-").isdigit() for word in line.split()):
            yield [int(word) for word in line.split()]


def read_mplib(text: str) -> ScheduleProblem:
    """Several projects that share resources, as in Van Eynde and Vanhoucke (2020) (.rcmp).

    First the number of projects and of resources and the capacities; then for each project a line with its number of
    tasks, its release and, in the sets that have them, its due date; its resources' flags; and a line for each task, in
    which a successor reads project:task.

    Raises:
        UnreadableInstance: with the line.
    """
    words = _Words(text.replace(":", " "))
    projects, resources = words.number("the number of projects"), words.number("the number of resources")
    capacities = words.numbers(resources, "a capacity")
    rows, found = list[Row](), list[Project]()
    for project in range(1, projects + 1):
        count, *dates = words.line(f"project {project}'s number of tasks, release or due date")
        found.append(_mplib_project(str(project), dates))
        words.numbers(resources, f"project {project}'s resources")
        rows += [_mplib_row(words, project, task, resources) for task in range(1, count + 1)]
    if left := words.ending():
        raise UnreadableInstance(f"{left} words follow the last task: a number of tasks or projects is too small")
    return _problem(rows, capacities, found)


def _mplib_project(key: str, dates: Sequence[int]) -> Project:
    at = [START + timedelta(minutes=date) for date in dates]
    return Project(key, start=at[0] if at else None, due=at[1] if len(at) > 1 else None)


def _mplib_row(words: _Words, project: int, task: int, resources: int) -> Row:
    what = f"task {project}:{task}'s"
    duration = words.number(f"{what} duration")
    demands = words.numbers(resources, f"{what} demand")
    count = words.number(f"{what} number of successors")
    pairs = [words.numbers(2, f"{what} successor") for _ in range(count)]
    return f"{project}:{task}", str(project), duration, demands, [f"{a}:{b}" for a, b in pairs]


def _problem(rows: Sequence[Row], capacities: Sequence[int], projects: Sequence[Project] = ()) -> ScheduleProblem:
    names = [f"R{number}" for number in range(1, len(capacities) + 1)]
    tasks = tuple(
        Task(key, duration, project=project, demands={r: u for r, u in zip(names, units, strict=False) if u})
        for key, project, duration, units, _ in rows
    )
    links = tuple(Link(key, successor) for key, _, _, _, successors in rows for successor in dict.fromkeys(successors))
    return ScheduleProblem(
        tasks=tasks,
        start=START,
        links=links,
        resources=tuple(Resource(name, capacity) for name, capacity in zip(names, capacities, strict=True)),
        projects=tuple(projects),
        calendar=CONTINUOUS.key,
    )
