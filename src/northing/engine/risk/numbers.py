"""Random numbers by counter: any task's in any iteration, whatever else is drawn and wherever it is computed.

SplitMix64 (Steele, Lea and Flood 2014): bits = mix(key + i × γ), with a key from the seed and the name of what is
drawn. The same name gets the same numbers in another variant of a problem (common random numbers), and chunks of
iterations can be computed in any order, on any number of machines.
"""

from __future__ import annotations

from functools import cache
from statistics import NormalDist
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]
Levels = NDArray[np.uint16]

GAMMA = np.uint64(0x9E3779B97F4A7C15)
FIRST, SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
PER_WORD = 4
"""Levels of 16 bits in a word of 64."""

LEVELS = 65_536
"""Equally likely levels that 16 bits tell apart."""


def keys_of(names: tuple[str, ...], *, seed: int, stream: str) -> Bits:
    """One key for each name, of this seed and stream."""
    raw = [crc32(f"{stream}\0{name}".encode()) | (crc32(f"{name}\0{stream}".encode()) << 32) for name in names]
    return mixed(np.array(raw, dtype=np.uint64) + mixed(np.array([seed % 2**64], dtype=np.uint64)))


def mixed(words: Bits) -> Bits:
    """SplitMix64's finaliser, in place of each word."""
    with np.errstate(over="ignore"):
        words = words + GAMMA
        words ^= words >> np.uint64(30)
        words *= FIRST
        words ^= words >> np.uint64(27)
        words *= SECOND
        words ^= words >> np.uint64(31)
    return words


def levels(keys: Bits, *, start: int, count: int) -> Levels:
    """Even levels 0 … 65,535 for the iterations from ``start`` on, keys × count; start and count divide by 4."""
    at = np.arange(start // PER_WORD, (start + count) // PER_WORD, dtype=np.uint64)
    with np.errstate(over="ignore"):
        words = keys[:, None] + at * GAMMA
    return mixed(words).view(np.uint16).reshape(len(keys), count)


def chances(keys: Bits, *, start: int, count: int) -> NDArray[np.float64]:
    """Even numbers strictly between 0 and 1 with 53 bits, keys × count."""
    with np.errstate(over="ignore"):
        words = keys[:, None] + np.arange(start, start + count, dtype=np.uint64) * GAMMA
    return ((mixed(words) >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53


def stratified(drawn: Levels) -> Levels:
    """A Latin hypercube of them: of each row's c values one lies in each c-th of the scale."""
    count = drawn.shape[1]
    within = drawn.astype(np.float64) / LEVELS
    found: Levels = ((_ranks(drawn) + within) * (LEVELS / count)).astype(np.uint16)
    return found


def evenly(drawn: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same for chances with all their bits."""
    found: NDArray[np.float64] = (_ranks(drawn) + drawn) / drawn.shape[1]
    return found


def _ranks(drawn: NDArray[Any]) -> NDArray[np.int64]:
    """Of each row's values, the smallest being 0; the first of equal ones first."""
    order = np.argsort(drawn, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(drawn.shape[1])[None, :], axis=1)
    return ranks


@cache
def normal_scores() -> NDArray[np.float32]:
    """The standard normal score in the middle of each level."""
    coarse = np.array([NormalDist().inv_cdf((level + 0.5) / 4096) for level in range(4096)])
    middles = (np.arange(LEVELS) + 0.5) / LEVELS
    inner = np.interp(middles, (np.arange(4096) + 0.5) / 4096, coarse)
    tail = NormalDist().inv_cdf
    ends = 64
    for at in range(ends):
        inner[at], inner[-1 - at] = tail(middles[at]), -tail(middles[at])
    found: NDArray[np.float32] = inner.astype(np.float32)
    return found
