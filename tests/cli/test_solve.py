"""`northing solve`: every example of the documentation with its values, bad problems, Ctrl-C, and no Django."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from northing.cli import run
from northing.cli.solving import ROOM, Stop, allowance, without_nan
from northing.engine.effort import Effort
from northing.engine.formats.plain import Reader, to_plain
from northing.engine.kinds import KINDS, answer, kinds
from northing.engine.kinds.calls import calls_of
from northing.engine.selection import After, BudgetLine, SelectionProblem, Share

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs/reference/solve"
VALUES = {
    "selection": lambda r: (round(r["value"], 6), r["choice"]["meters"]) == (0.9, None),
    "recalibration": lambda r: [move["project"] for move in r["moves"]] == ["zones"],
    "why-not": lambda r: (round(r["value_lost"], 6), r["moves"]) == (0.2, 2),
    "conflict": lambda r: round(r["conflict"]["singles"][0]["by"]) == 300,
    "frontier": lambda r: [round(p["value"], 6) for p in r["points"]] == [0.4, 0.9, 1.0],
    "prices": lambda r: round(r["prices"][0]["per_unit"], 9) > 0,
    "trade-off": lambda r: (
        [(round(p["value"], 6), p["other"]) for p in r["points"]] == [(0.9, 0.25), *[(0.7, 0.75)] * 2]
    ),
    "worth": lambda r: (
        [(w["key"], round(w["gained"], 6), w["amount"]) for w in r["worth"]] == [("engineer|2027-05", 0.2, 2.0)]
    ),
    "tipping-weight": lambda r: (r["is_in"], 0.428 < r["tips_at"] < 0.44) == (False, True),
    "why-now": lambda r: [(s["key"], round(s["value_lost"], 6)) for s in r["starts"]] == [("later", 0.2)],
    "explanation": lambda r: [round(e["marginal"], 6) for e in r["explanations"]] == [0.5, 0.4, 0.1],
    "evaluation": lambda r: (
        (r["evaluation"]["value"], [(v["rule"], v["by"]) for v in r["evaluation"]["violations"]])
        == (1.0, [("budget", 300.0)])
    ),
    "tipping-cost": lambda r: (r["is_in"], 0.85 < r["factor"] < 0.862) == (False, True),
    "coverage": lambda r: (round(r["coverage"], 6), r["objectives"][0]["measures"][0]["shortfall"]) == (0.6, 8.0),
    "findings": lambda r: [f["rule"] for f in r["findings"]] == ["money_without_objective", "weight_against_spend"],
    "pairwise": lambda r: [round(w, 4) for w in r["weights"].values()] == [0.637, 0.2583, 0.1047],
    "group": lambda r: (
        (round(r["result"]["weights"]["resilience"], 4), len(r["disagreements"]), r["individual"]["Priya"]["ratio"])
        == (0.6667, 2, 0.0)
    ),
    "dominance": lambda r: [one["worse"] for one in r["dominance"]] == ["depot", "depot"],
    "wsjf": lambda r: (
        [(t["key"], t["quotient"]) for t in r["turns"]] == [("alarm", 11.0), ("portal", 5.0), ("map", 3.8)]
    ),
    "cost-of-delay": lambda r: (
        ([t["key"] for t in r["turns"]], r["delay_cost"]) == (["alarm", "portal", "map"], 7_370_000.0)
    ),
    "swing": lambda r: r["weights"] == {"resilience": 0.5, "compliance": 0.3, "cost": 0.2},
    "rank-order": lambda r: [round(w, 4) for w in r["weights"].values()] == [0.6111, 0.2778, 0.1111],
    "best-worst": lambda r: [round(w, 4) for w in r["weights"].values()] == [0.6154, 0.3077, 0.0769],
    "scoring": lambda r: [(s["key"], s["best_rank"]) for s in r["ranked"]] == [("wick", 1), ("smart", 2), ("depot", 3)],
    "acceptability": lambda r: r["projects"][0]["best"] == 1 and r["shares"][2] == [0.0, 0.0, 1.0],
    "tipping": lambda r: r["words"] == "rank 2; would be 1 if Compliance ≥ 55.6 % (now 25 %)",
    "valuation": lambda r: round(r["net_present_value"], 2) == 4132.23,
    "cash-flow-simulation": lambda r: 0.55 < r["loss_chance"] < 0.7 and r["seed"] == 0,
    "tornado": lambda r: [(b["line"], b["swing"] > 2e4) for b in r["bars"]] == [("build", True), ("save", True)],
    "switching-values": lambda r: [round(s["change"], 4) for s in r["switching_values"]] == [-0.0397, 0.0413],
    "commercial-value": lambda r: (r["value"], r["productivity"]) == (120_000.0, 0.6),
    "real-option": lambda r: (round(r["value"], 2), r["use_now"]) == (21.9, False),
    "optimism-bias": lambda r: (round(r["bias"]["used"], 6), round(r["adjusted"])) == (0.498, 1_498_000),
    "track-record": lambda r: [c["raw_median"] for c in r["classes"].values()] == [1.15, 1.9, None],
    "earned-value": lambda r: (
        (
            r["projects"]["wick"]["cost_index"],
            r["projects"]["wick"]["earned_schedule"],
            round(r["projects"]["wick"]["duration_estimate"], 3),
        )
        == (0.75, 2.25, 6.667)
    ),
    "attribution": lambda r: (
        (r["attribution"]["by_root"], round(r["attribution"]["unattributed"]))
        == ({"wick": 600.0, "telemetry": 300.0}, 100)
    ),
    "late-benefits": lambda r: (
        (r["at_risk"], r["blockers"]) == (600.0, {"clean river": [["wick", "fewer spills", "clean river"]]})
    ),
    "realisation": lambda r: (r["actual_share"], r["late_days"]) == (0.25, 729),
    "critical-path": lambda r: (
        (r["path"], r["dates"]["train"]["total_float"]) == (["permit", "build"], 1920) or r["path"][-1] == "build"
    ),
    "schedule": lambda r: (r["makespan"], r["bound"]) == (2880, 2880),
    "schedule-risk": lambda r: (
        (r["iterations"], r["tasks"][0]["key"], r["quantiles"][0]["chance"]) == (4000, "build", 0.5)
    ),
    "schedule-risk-difference": lambda r: (-200 < r["mean"] < -100, r["share_later"]) == (True, 0.0),
    "schedule-quality": lambda r: (
        ([p["name"] for p in r["points"] if p["is_met"] is False], round(r["points"][13]["value"], 3))
        == (["logic", "lags", "resources", "missed tasks", "CPLI", "BEI"], 0.333)
    ),
    "capacity": lambda r: (r["bottlenecks"][0]["missing"], round(r["cheapest"][0]["value_lost"], 6)) == (1.0, 0.05),
    "level": lambda r: r["makespan"] == 2880,
}


def example(kind):
    return json.loads((EXAMPLES / f"{kind}.json").read_text(encoding="utf-8"))


def outcome(capsys, *words):
    code = run(["solve", *map(str, words)])
    return (code, *capsys.readouterr())


def written(folder, document):
    path = folder / "problem.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_each_kind_has_the_values_that_its_science_gives(kind):
    found = answer(example(kind))
    assert found.check.faults == ()
    assert found.lines
    assert VALUES[kind](without_nan(to_plain(found.result))), to_plain(found.result)


def test_each_kind_has_an_example_and_a_line_in_the_documentation():
    assert {path.stem for path in EXAMPLES.glob("*.json")} == set(KINDS)
    page = (ROOT / "docs/reference/solve.md").read_text(encoding="utf-8")
    assert [kind for kind, words in kinds().items() if f"`{kind}`" not in page or words not in page] == []


def test_an_answer_is_readable_and_the_object_is_written_to_a_file(capsys, tmp_path):
    output = tmp_path / "answer.json"
    code, out, _ = outcome(capsys, EXAMPLES / "selection.json", "--output", output)
    assert code == 0
    assert out.splitlines()[0] == "2 of 3 candidates are in; value 0.9000, proven gap 0.0000%."
    document = json.loads(output.read_text(encoding="utf-8"))
    assert document["check"] == {
        "passed": True,
        "what": "every rule kept and the value added up again from the chosen options",
        "faults": [],
    }
    assert (document["kind"], document["stopped"]) == ("selection", False)


def nested(path, value):
    """The selection example with one place changed."""
    document = example("selection")
    at = document
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return document


def in_a_circle():
    document = example("selection")
    mains, zones, _ = document["problem"]["candidates"]
    mains["requires"], zones["requires"] = ["zones"], ["mains"]
    return document


def without_room():
    document = nested(("problem", "budgets"), {"2028": 500})
    document["problem"]["candidates"][0]["mandatory"] = True
    return document


def too_many():
    document = example("selection")
    document["problem"]["candidates"][0] |= {"options": [], "profile": {"starts": [""] * 999_999, "months": 1}}
    return document


FIRST = ("problem", "candidates", 0)
BAD = {
    "not JSON": ("{", "NotJson", "problem.json"),
    "NaN": ('{"kind": "selection", "problem": {"budgets": {"2028": NaN}}}', "NotJson", "NaN is no number"),
    "empty": (" \n", "NotJson", 'it is empty: begin with {"kind"'),
    "cut off": ('{"kind": "selec', "NotJson", "in line 1, column 10: Unterminated string"),
    "a key twice": ('{"kind": "selection", "problem": {}, "kind": "level"}', "NotJson", "'kind' stands twice"),
    "a year twice": (
        nested((*FIRST, "options", 0, "cost"), {"2028": 1.0, "02028": 1.0}),
        "UnreadableProblem",
        "written in two ways",
    ),
    "endless number": (f'{{"kind": {"9" * 5000}}}', "NotJson", "more than 4,300 digits: correct it"),
    "half a character": ('{"kind": "selection", "problem": "\\ud800"}', "NotJson", "write the whole one"),
    "too deep to read": ("[" * 100_000, "TooDeep", "nested hundreds of levels deep"),
    "too deep to send": ('{"kind": "selection", "problem": ' + "[" * 900 + "]" * 900 + "}", "TooDeep", "nested"),
    "no kind": ({"problem": {}}, "UnreadableProblem", "the field 'kind' is not there"),
    "a list": ("[]", "UnreadableProblem", "the file"),
    "unknown kind": ({"kind": "selektion", "problem": {}}, "UnknownKind", "did you mean 'selection'?"),
    "unknown part": ({"kind": "selection", "problem": {}, "more": 1}, "UnreadableProblem", "unknown field 'more'"),
    "missing field": ({"kind": "selection", "problem": {}}, "UnreadableProblem", "the field 'candidates' is not there"),
    "unknown field": (nested((*FIRST, "colour"), "red"), "UnreadableProblem", "problem.candidates[0]"),
    "text for money": (
        nested((*FIRST, "options", 0, "cost", "2028"), "much"),
        "UnreadableProblem",
        "problem.candidates[0].options[0].cost.2028",
    ),
    "infinite": (
        json.dumps(nested((*FIRST, "options", 0, "cost", "2028"), "endless")).replace('"endless"', "1e999"),
        "UnreadableProblem",
        "problem.candidates[0].options[0].cost.2028",
    ),
    "no month": (nested(("problem", "capacity"), {"engineer": 1.0}), "UnreadableProblem", "problem.capacity.engineer"),
    "negative capacity": (
        nested(("problem", "capacity"), {"engineer | 2027-05-01": -1.0}),
        "ProblemError|NegativeAmount",
        "below zero|negative",
    ),
    "circle": (in_a_circle(), "DependencyCycle", "mains needs zones needs mains"),
    "stranger": (nested((*FIRST, "requires"), ["gone"]), "", "gone"),
    "mandatory work that cannot fit": (
        without_room(),
        "MandatoryCannotFit|NoFeasiblePortfolio",
        "Mains",
    ),
    "ten million variables": (too_many(), "TooLarge", "1,000,001 ways"),
    "another kind's option": (example("selection") | {"options": {"draws": 1}}, "UnreadableProblem", "options"),
    "cyclic schedule": (
        example("critical-path")
        | {
            "problem": example("critical-path")["problem"]
            | {
                "links": [
                    {"predecessor": "design", "successor": "build"},
                    {"predecessor": "build", "successor": "design"},
                ]
            }
        },
        "LinkCycle",
        "build",
    ),
    "who is asked about": (example("why-not") | {"options": {"project": "gone"}}, "UnknownReference", "gone"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_problem_gets_a_named_sentence_and_exit_code_2(case, capsys, tmp_path):
    document, name, words = BAD[case]
    code, out, err = outcome(capsys, written(tmp_path, document), "--json")
    assert code == 2, (out, err)
    error = json.loads(out)["error"]
    said = f"{error['place']} {error['problem']}"
    assert not name or error["name"] in name.split("|"), error
    assert any(part in said for part in words.split("|")), error
    assert "Traceback" not in err
    assert err.startswith("northing: ")


@pytest.mark.parametrize(
    ("data", "words"), [(b"\xff\x00\x12", "save it as UTF-8"), ("é".encode("latin-1"), "its byte 0")]
)
def test_what_is_no_text_is_said_to_be(data, words, capsys, tmp_path):
    path = tmp_path / "problem.json"
    path.write_bytes(data)
    code, _, err = outcome(capsys, path)
    assert (code, words in err) == (2, True), err


def test_a_folder_is_no_problem_and_takes_no_answer(capsys, tmp_path):
    assert "it cannot be read: Is a directory" in outcome(capsys, tmp_path)[2]
    good = written(tmp_path, example("rank-order"))
    for path, words in ((tmp_path, "name a file in it"), (tmp_path / "no" / "a.json", "make it first")):
        code, _, err = outcome(capsys, good, "--output", path)
        assert (code, words in err) == (2, True), err


def test_more_objects_than_fit_in_memory_are_refused_before_they_are_read(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(import_module("northing.cli.problem_file"), "MOST_PARTS", 5)
    assert "more than 5 objects and lists" in outcome(capsys, written(tmp_path, example("selection")))[2]


def test_a_file_that_is_not_there_is_said_to_be(capsys, tmp_path):
    code, _, err = outcome(capsys, tmp_path / "none.json")
    assert (code, "cannot be read: No such file" in err) == (2, True)


def test_a_file_that_is_too_large_is_refused_unread(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(import_module("northing.cli.problem_file"), "LARGEST", 10)
    assert "TooLarge" in outcome(capsys, written(tmp_path, example("selection")))[2]


@pytest.mark.parametrize("words", [["--time-limit", "0"], ["--gap", "2"], ["--gap", "x"], ["--workers", "0"]])
def test_words_that_mean_nothing_are_refused(words, capsys):
    with pytest.raises(SystemExit, match="2"):
        run(["solve", "x.json", *words])
    capsys.readouterr()


def test_what_was_read_can_be_written_and_read_again():
    problem = Reader().read(SelectionProblem, example("selection")["problem"], "problem")
    assert Reader().read(SelectionProblem, to_plain(problem), "problem") == problem


def test_lags_theme_shares_and_budgets_by_kind_can_be_given_in_a_file():
    document = example("selection")
    problem = Reader().read(SelectionProblem, document["problem"], "problem")
    first, second, *_ = problem.candidates
    waits = replace(second, after=(After(first.key, 2),))
    ruled = replace(
        problem.with_candidate(waits),
        theme_shares={"growth": Share(0.0, 0.9)},
        kind_budgets={BudgetLine(2028, "capital"): 1e12},
    )
    plain = json.loads(json.dumps(to_plain(ruled)))
    assert Reader().read(SelectionProblem, plain, "problem") == ruled
    assert answer(document | {"problem": plain}).check.passed


def test_neither_help_nor_a_solve_starts_django():
    code = (
        "import sys; from northing.cli import run; "
        f"code = run(['solve', {str(EXAMPLES / 'pairwise.json')!r}]); "
        "sys.exit(code or any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], env=at_source(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def at_source():
    return {**os.environ, "PYTHONPATH": str(ROOT / "src")}


def test_progress_is_told_on_stderr_and_never_between_the_answer(tmp_path):
    words = [sys.executable, "-m", "northing", "solve", str(EXAMPLES / "schedule.json"), "--json", "--progress"]
    done = subprocess.run(words, env=at_source(), capture_output=True, check=True, text=True)
    assert json.loads(done.stdout)["result"]["makespan"] == 2880
    assert " s  " in done.stderr


def test_the_first_interrupt_is_a_wish_and_the_second_an_end(capfd):
    stop = Stop()
    stop.ask(signal.SIGINT, None)
    assert stop.is_asked()
    assert "stopping with the best so far" in capfd.readouterr().err
    with pytest.raises(KeyboardInterrupt):
        stop.ask(signal.SIGINT, None)


def large_schedule():
    tasks = [{"key": f"t{n}", "duration": 60 * (1 + n % 7), "demands": {f"r{n % 3}": 1 + n % 2}} for n in range(400)]
    links = [{"predecessor": f"t{n // 3}", "successor": f"t{n}"} for n in range(3, 400)]
    resources = [{"key": f"r{n}", "capacity": 2} for n in range(3)]
    return {"start": "2027-01-04T08:00:00", "tasks": tasks, "links": links, "resources": resources}


def test_ctrl_c_ends_a_long_search_with_the_best_so_far_or_says_that_there_is_none(tmp_path):
    path = written(tmp_path, {"kind": "schedule", "problem": large_schedule()})
    words = [sys.executable, "-m", "northing", "solve", str(path), "--json", "--progress", "--time-limit", "600"]
    running = subprocess.Popen(words, env=at_source(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stderr is not None
    assert "starts" in running.stderr.readline()
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert out, err
    document = json.loads(out)
    assert "stopping with the best so far" in err
    assert "Traceback" not in err
    if running.returncode == 0:
        assert (document["stopped"], document["check"]["passed"]) == (True, True)
    else:
        assert (running.returncode, document["error"]["name"]) == (1, "SolverTimedOut")


def test_ctrl_c_while_a_progress_line_is_being_written_is_heard(capfd, monkeypatch):
    class Busy:
        def write(self, _text):
            raise RuntimeError("reentrant call")

    stop = Stop()
    monkeypatch.setattr("sys.stderr", Busy())
    stop.ask(signal.SIGINT, None)
    assert stop.is_asked()
    assert "stopping with the best so far" in capfd.readouterr().err


def test_the_same_seed_gives_the_same_answer():
    first, second = (answer(example("cash-flow-simulation")).result for _ in range(2))
    assert first == second


CALLS = {
    "selection": ("selection", {}, 4),
    "frontier, as many points as by default": ("frontier", {}, 52),
    "frontier": ("frontier", {"points": 200}, 202),
    "frontier that is refused": ("frontier", {"points": "many"}, 52),
    "trade-off": ("trade-off", {"points": 7}, 9),
    "worth of one limit": ("worth", {"key": "engineer|2027-05"}, 3),
    "worth of some": ("worth", {"most": 5}, 7),
    "capacity of few roles": ("capacity", None, 4),
    "unknown": ("frontiers", {}, 4),
}


@pytest.mark.parametrize("case", CALLS)
def test_the_time_after_which_it_is_killed_follows_from_the_problem(case):
    kind, options, calls = CALLS[case]
    document = {"kind": kind, "problem": {}, "options": options} if options is not None else example(kind)
    assert calls_of(document) == calls
    assert allowance(document, Effort(time_limit=10)) == calls * 10 + ROOM


def test_roles_that_may_be_short_are_counted_each_with_its_relief():
    capacity = {f"role {n} | 2027-0{month}-01": 1.0 for n in range(9) for month in (1, 2)}
    assert calls_of({"kind": "capacity", "problem": {"selection": {"capacity": capacity}}}) == 18
    assert [calls_of(nothing) for nothing in (None, [], {"kind": "capacity", "problem": 3})] == [4, 4, 4]


def test_the_most_weights_and_costs_that_can_be_tried_have_their_time():
    costs, weights = [], []
    for kind, told in (("tipping-cost", costs), ("tipping-weight", weights)):
        document = example(kind)
        answer(document, effort=Effort(on_progress=lambda progress, told=told: told.append(progress.stage)))
        calls = {stage.split(":")[0] for stage in told}
        assert 1 < len(calls) <= calls_of(document)


def test_no_answer_in_time_is_not_the_problem_s_fault(capsys, monkeypatch):
    monkeypatch.setattr("northing.cli.solving.ROOM", -1e9)
    code, _, err = outcome(capsys, EXAMPLES / "pairwise.json")
    assert code == 1
    assert "(SolverTimedOut)" in err
