import argparse
import json
import os
import sys
from pathlib import Path

HELP = "Solve one problem from a JSON file: a portfolio, a schedule, weights, a valuation … (docs/reference/solve.md)."

COMMON = 2
"""Processes of a search: a third one would find little more."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The problem, how long and how exactly to work on it, and where the answer goes."""
    parser.add_argument(
        "problem", metavar="PROBLEM.json", help='{"kind": …, "problem": {…}, "options": {…}}; - reads stdin'
    )
    parser.add_argument(
        "--time-limit", type=_positive, default=60.0, metavar="SECONDS", help="work so long at most (60)"
    )
    parser.add_argument(
        "--gap", type=_share, default=1e-6, help="stop when proven to be so close to the best (0.000001)"
    )
    parser.add_argument("--seed", type=_seed, default=0, help="the same seed gives the same answer (0)")
    parser.add_argument(
        "--workers", type=int, choices=range(1, 65), default=_cores(), metavar="CORES",
        help=f"cores to use ({_cores()}: those of this machine, at most {COMMON})",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="answer with one JSON object")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the JSON object there")
    parser.add_argument(
        "--progress", action="store_true", help="tell how far it is on stderr, also where it is no terminal"
    )


def _cores() -> int:
    """Those that this process may use, up to what every search makes use of."""
    is_told = hasattr(os, "sched_getaffinity")
    return min(COMMON, len(os.sched_getaffinity(0)) if is_told else os.cpu_count() or 1)


def _positive(text: str) -> float:
    value = _number(text)
    if not value > 0:
        raise argparse.ArgumentTypeError(f"“{text}” is no time; write seconds above zero")
    return value


def _share(text: str) -> float:
    value = _number(text)
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is no gap; write a share such as 0.01")
    return value


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"“{text}” is no seed; write a whole number from 0 on")
    return int(text)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def run(arguments: argparse.Namespace) -> int:
    """Solve it in a process of its own; the first Ctrl-C asks for the best so far, the second ends it."""
    from northing.cli.problem_file import read_problem
    from northing.cli.solving import BadProblem, as_document, require_writable, solved

    try:
        require_writable(arguments.output)
        found = solved(read_problem(arguments.problem), arguments)
    except BadProblem as error:
        if arguments.json:
            sys.stdout.write(json.dumps({"error": error.document}, ensure_ascii=False, indent=2) + "\n")
        sys.stderr.write(f"northing: {error}\n")
        return error.code
    text = json.dumps(as_document(found), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    if arguments.output:
        arguments.output.write_text(text, encoding="utf-8")
    if arguments.json:
        sys.stdout.write(text)
    else:
        sys.stdout.writelines(f"{line}\n" for line in found.lines)
    return 0 if found.passed else 1
