"""What keeps compiled code honest: one process fills its folder, and several resources share a whole number."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from northing.engine.compiled import LOCK, MARK, compiling, fcntl, folders, take_over
from northing.engine.scheduling.solvers.tables import WORD, words_of


@pytest.mark.skipif(fcntl is None, reason="there are no locks on files")
def test_of_several_that_come_at_once_one_compiles_and_the_others_wait(tmp_path: Path):
    together, at_work = Barrier(4), list[int]()

    def come(_: int) -> bool:
        together.wait()
        with compiling(tmp_path) as is_needed:
            at_work.append(1)
            assert sum(at_work) == 1 or (tmp_path / "complete").exists()
            at_work.remove(1)
            return is_needed

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(come, range(4))) == [False, False, False, True]
    with compiling(tmp_path) as is_needed:
        assert not is_needed


def test_who_dies_while_compiling_leaves_no_mark(tmp_path: Path):
    with pytest.raises(KeyboardInterrupt), compiling(tmp_path):
        raise KeyboardInterrupt
    with compiling(tmp_path) as is_needed:
        assert is_needed


def test_without_a_folder_everybody_compiles_for_himself():
    with compiling(None) as is_needed:
        assert not is_needed


def test_what_somebody_else_compiled_completely_is_taken_over(tmp_path: Path):
    half, whole, own = tmp_path / "half", tmp_path / "whole", tmp_path / "own"
    for folder in (half, whole):
        (folder / "deep").mkdir(parents=True)
        (folder / "deep" / "code").write_text(folder.name)
        (folder / LOCK).touch()
    (whole / MARK).touch()
    own.mkdir()
    take_over(own, [half, own, whole])
    assert (own / "deep" / "code").read_text() == "whole"
    assert not (own / MARK).exists()
    assert next(iter(folders())).name.startswith("compiled-")


AMOUNTS = st.integers(0, 40) | st.sampled_from([1000, 250_000, 2**40])


@given(st.data())
def test_a_task_fits_beside_others_where_each_resource_says_so(data: st.DataObject):
    count = data.draw(st.integers(1, 9))
    free = data.draw(st.lists(AMOUNTS, min_size=count, max_size=count))
    needs = {r: data.draw(st.integers(0, 50) | AMOUNTS) for r in range(count)}
    most = [max(each, needs[r]) for r, each in enumerate(free)]
    words = words_of([needs], [[each, top] for each, top in zip(free, most, strict=True)])
    fits = all((words.free[w][0] - units) & words.guards[w] == words.guards[w] for w, units in words.needs[0])
    assert fits == all(needs[r] <= each for r, each in enumerate(free))
    assert max(guard.bit_length() for guard in words.guards) <= WORD
