"""Readers of published formats, on small texts of our own."""

import pytest

from northing.engine.scheduling import (
    Objective,
    ScheduleParams,
    UnreadableInstance,
    critical_path,
    read_mplib,
    read_patterson,
    read_psplib,
    schedule,
)

PATTERSON = """
5 2
3 4
0 0 0 2 2 3
4 2 0 1 4
3 2 1 1 4
2 1 4 1 5
0 0 0 0
"""

PSPLIB = """
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           4
   4        1          1           5
   5        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2
------------------------------------------------------------------------
  1      1     0       0    0
  2      1     4       2    0
  3      1     3       2    1
  4      1     2       1    4
  5      1     0       0    0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1  R 2
    3    4
************************************************************************
"""

MPLIB = """
2
1
2
3 0
1
0 0 1 1:2
4 2 1 1:3
0 0 0
3 5
1
0 0 1 2:2
3 1 1 2:3
0 0 0
"""


def test_both_formats_of_one_project_give_the_same_problem():
    assert read_patterson(PATTERSON) == read_psplib(PSPLIB)


def test_a_project_is_scheduled_in_periods():
    found = schedule(read_patterson(PATTERSON), params=ScheduleParams(schedules=100))
    assert (found.makespan, found.bound) == (9, 7)


def test_several_projects_share_resources_and_wait_for_their_release():
    problem = read_mplib(MPLIB)
    assert sorted({task.project for task in problem.tasks}) == ["1", "2"]
    assert problem.resources[0].capacity == 2
    found = critical_path(problem)
    assert [(found.dates[key].start - problem.start).seconds // 60 for key in ("1:2", "2:2")] == [0, 5]


def test_a_due_date_behind_the_release_is_read_where_a_set_has_them():
    problem = read_mplib(MPLIB.replace("3 0\n", "3 0 9\n").replace("3 5\n", "3 5 7\n"))
    minutes = [(project.start.minute, project.due.minute) for project in problem.projects]
    assert minutes == [(0, 9), (5, 7)]
    assert problem.tasks == read_mplib(MPLIB).tasks
    found = schedule(problem, objective=Objective.TARDINESS, params=ScheduleParams(schedules=100))
    assert (found.makespan, found.tardiness) == (8, pytest.approx(1 / 1440))


@pytest.mark.parametrize(
    ("read", "text", "words"),
    [
        (read_patterson, "", "line 0: the number of tasks should be a number, not 'the end of the text'"),
        (read_patterson, "2 1\n3\n0 x 0", "line 3: task 1's demand should be a number, not 'x'"),
        (read_patterson, PATTERSON + "7", "1 words follow the last task"),
        (read_psplib, "nothing", "there is no section 'PRECEDENCE RELATIONS'"),
        (read_psplib, PSPLIB.replace("  2      1     4", "  2      2     4"), "only instances of one mode"),
        (read_mplib, MPLIB + "7", "1 words follow the last task"),
        (read_mplib, "1\n1\n2\n1 0\n1\n0 0 1", "task 1:1's successor should be a number"),
    ],
)
def test_an_unreadable_instance_says_where(read, text, words):
    with pytest.raises(UnreadableInstance, match=words):
        read(text)
