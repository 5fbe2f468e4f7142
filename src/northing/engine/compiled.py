"""Makes a function fast where numba is installed, and leaves it as it is where not: the answers are equal.

A ``table`` is a flat sequence of integers: an array with numba and a list without, since plain Python reads lists
several times faster.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, TypeVar

import numpy as np

try:
    from numba import config, njit
except ImportError:
    njit = None

try:
    import fcntl
except ImportError:  # only where there are no POSIX locks
    fcntl = None  # type: ignore[assignment]

F = TypeVar("F", bound=Callable[..., Any])
Numbers = Sequence[int]
Table = list[int]

HAS_COMPILER = njit is not None
"""Whether functions are compiled; without it a search does less in its time."""

MARK, LOCK = "complete", "lock"
"""Files in the folder: that everything is there, and that somebody is at it."""


def folders() -> Iterator[Path]:
    """Where what is compiled from exactly these sources may lie, the best place first.

    numba looks at the file of a function only, not at those of the functions that it calls, and would go on with what
    it compiled from older ones.
    """
    here = Path(__file__).parent
    sources = (Path(__file__), *sorted(here.glob("*/solvers/*.py")))
    digest = sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    own = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    asked = [Path(config.CACHE_DIR)] if HAS_COMPILER and config.CACHE_DIR else []
    for parent in (*asked, here / "__pycache__", own / "northing"):
        yield parent / f"compiled-{digest[:16]}"


@cache
def cache_folder() -> Path | None:
    """The first folder that can be written; None where there is none, and everything is compiled in each process."""
    for folder in folders():
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True, mode=0o755)
            if os.access(folder, os.W_OK):
                return folder
    return None


def take_over(folder: Path, among: Iterable[Path]) -> None:
    """Copy what is complete in a folder that cannot be written, as after an installation by somebody else.

    numba wants to write wherever it reads.
    """
    for other in among:
        if other != folder and (other / MARK).exists():
            shutil.copytree(other, folder, ignore=shutil.ignore_patterns(MARK, LOCK), dirs_exist_ok=True)
            return


def compiled(function: F) -> F:
    """The function as machine code, kept on disk for the next run; as it is without numba."""
    return function if njit is None else _kept(function)


def unlocked(function: F) -> F:
    """The same, which lets go of the interpreter while it runs: threads share the work."""
    return function if njit is None else _kept(function, nogil=True)


def inlined(function: F) -> F:
    """The same for a function that only compiled ones call: without an entry from Python it compiles sooner."""
    return function if njit is None else _kept(function, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def _kept(function: F, **options: bool) -> F:
    """Numba asks its setting for the folder once, here; everybody else's functions keep to theirs."""
    folder, before = cache_folder(), config.CACHE_DIR
    try:
        config.CACHE_DIR = str(folder or "")
        found: F = njit(cache=folder is not None, **options)(function)
        return found
    finally:
        config.CACHE_DIR = before


@contextmanager
def compiling(folder: Path | None) -> Iterator[bool]:
    """Whether this process is the one that shall compile everything now, while the others wait for it to end.

    Two processes that fill numba's folder at once may each call their first code the folder's first, so that one is
    found under the other's name. Who compiles does it alone and leaves a mark; with the mark nobody waits.
    """
    mark = folder / MARK if folder is not None else None
    if folder is None or mark is None or mark.exists():
        yield False
        return
    with (folder / LOCK).open("w") as lock:
        _hold(lock)
        is_needed = not mark.exists()
        yield is_needed
        if is_needed:
            mark.touch()


def compile_once(science: str, rehearse: Callable[[], None]) -> None:
    """Have one process call a science's compiled functions first, while others wait; at once when that is done."""
    folder = cache_folder() if HAS_COMPILER else None
    own = folder / science if folder is not None else None
    if own is not None:
        own.mkdir(exist_ok=True)
    with compiling(own) as is_needed:
        if is_needed:
            rehearse()


def is_compiled(science: str) -> bool:
    """Whether a science's functions wait on disk, so that the first call takes no time."""
    folder = cache_folder() if HAS_COMPILER else None
    return folder is not None and (folder / science / MARK).exists()


def _hold(lock: IO[str]) -> None:
    """Wait until the file is ours; closing it, or the end of the process, lets it go."""
    if fcntl is not None:
        fcntl.flock(lock, fcntl.LOCK_EX)


if HAS_COMPILER:

    @inlined
    def zeros(size: int) -> Table:
        """So many zeros."""
        return np.zeros(size, np.int64)  # type: ignore[return-value]

else:

    def zeros(size: int) -> Table:
        """So many zeros."""
        return [0] * size


def table(values: Iterable[int]) -> Table:
    """Integers in the form that compiled functions read fastest."""
    found = [int(value) for value in values]
    return np.array(found, dtype=np.int64) if HAS_COMPILER else found  # type: ignore[return-value]


@inlined
def draw(rng: Table, below: int) -> int:
    """A number from 0 to ``below`` − 1 from a 32-bit xorshift generator (Marsaglia, 2003), whose state is rng[0]."""
    state = rng[0]
    state ^= (state << 13) & 0xFFFFFFFF
    state ^= state >> 17
    state ^= (state << 5) & 0xFFFFFFFF
    rng[0] = state
    return (state >> 3) % below


def generator(seed: int) -> Table:
    """The state of a generator; seeds that lie next to each other give unlike sequences."""
    state = (seed * 2654435761 + 0x9E3779B9) & 0xFFFFFFFF
    return table([state or 1])
