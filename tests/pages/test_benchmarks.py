"""Benchmarks time what the pages define, and the page of machines quotes the lectures correctly."""
import importlib
import re
import sys

import jax
import pytest

from jaxbook.records.measures import LEAST_GAIN, count_needed
from jaxbook.records.model import CEILING_CASES, CEILING_HUGE, RESULT_CASES, RESULT_HUGE
from jaxbook.records.rows import ROUNDS
from sources import ROOT


@pytest.fixture
def load(monkeypatch):
    """Return a function that imports a module of the folder of benchmarks."""
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    before = set(sys.modules)
    yield importlib.import_module
    for name in set(sys.modules) - before:
        if (ROOT / "benchmarks" / f"{name}.py").exists():
            del sys.modules[name]


def test_benchmarks_find_the_names_of_the_page_that_they_time(load):
    page = load("bench_options").read_page()
    text = (ROOT / "benchmarks/bench_options.py").read_text()
    names = set(re.findall(r"\bpage\.(\w+)", text))
    assert {"simulate_in_blocks", "PRICES", "check_option_tilting"} <= names
    assert sorted(names - set(vars(page))) == []
    assert "estimate_at_zero" in vars(page)  # a function of a solution
    assert "hits_M" not in vars(page)  # what a cell computes


def test_programs_of_a_task_give_equal_results(load):
    benchmark = load("bench_libraries")
    page = benchmark.read_page()
    assert {(task, library) for task, library, _ in benchmark.LIBRARY_CASES} == {
        (task, library) for task, programs in benchmark.PROGRAMS.items() for library in programs}
    assert "best_numpy" not in vars(page)  # what a cell computes
    with jax.enable_x64(True):
        for task, programs in benchmark.PROGRAMS.items():
            inputs = benchmark.draw_inputs(page, task, 11)
            first, *others = [getattr(page, name)(*inputs) for name in programs.values()]
            for other in others:
                assert abs(other - first).max() <= benchmark.TOLERANCE[task]


@pytest.mark.parametrize(("module", "names", "default", "huge"), [
    ("bench_ceilings", ("ceiling", "dtype", "pages"), CEILING_CASES, CEILING_HUGE),
    ("bench_elementwise", ("experiment", "route", "dtype", "pages", "n"), RESULT_CASES,
     RESULT_HUGE),
])
def test_races_hold_what_a_record_needs(load, module, names, default, huge):
    for with_huge, wanted in ((False, default), (True, default + huge)):
        entries = [entry for race in load(module).list_races(with_huge) for entry in race]
        keys = [tuple(row[name] for name in names) for _, row in entries]
        assert sorted(map(str, keys)) == sorted(map(str, wanted))
        assert all(process == row["pages"] for process, row in entries)


def test_programs_of_a_race_are_timed_in_the_same_rounds_in_their_environments(
        load, tmp_path, monkeypatch):
    (tmp_path / "bench_waiting.py").write_text(
        "import os, time\n"
        "def prepare(row):\n"
        "    seen = {name: os.environ.get(name) for name in ('OMP_WAIT_POLICY', 'JAX_PLATFORMS')}\n"
        "    def call():\n"
        "        time.sleep(row['seconds'])\n"
        "    return call, seen\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    monkeypatch.setenv("JAX_PLATFORMS", "cpu")
    run = load("run")
    with run.open_pools() as pools:
        rows = run.run_race(pools, "bench_waiting", [
            ("default", {"seconds": 0.001}), ("passive", {"seconds": 0.01})])
    short, long = rows
    assert short["OMP_WAIT_POLICY"] is None
    assert long["OMP_WAIT_POLICY"] == "passive"
    assert [len(row["times_s"]) for row in rows] == [run.ROUNDS] * 2
    assert min(short["times_s"]) >= 0.001
    assert min(long["times_s"]) >= 0.01
    assert short["calls"] > 1
    assert long["calls"] == 1


def test_timed_formula_is_that_of_the_lecture():
    benchmark = (ROOT / "benchmarks/bench_elementwise.py").read_text()
    (formula,) = re.findall(r"return (xp\.cos\(2.+?)(?:  #.*)?$", benchmark, re.M)
    assert f"return {formula}\n" in (ROOT / "lectures/jit.md").read_text()


def test_page_states_the_rule_that_names_winners():
    page = (ROOT / "lectures/machines.md").read_text()
    gain = round(100 * (LEAST_GAIN - 1))
    assert (f"wins at least {count_needed(ROUNDS)} of {ROUNDS} rounds and is {gain} % faster in "
            "the median round") in page


def test_published_times_are_those_of_the_lectures():
    quoted = "".join((ROOT / f"lectures/{name}.md").read_text() for name in ("jit", "speed"))
    page = (ROOT / "lectures/machines.md").read_text()
    rows = re.findall(r"^\| (cosine|f, \w+) \| ([\d.]+) \| ([\d.]+) \| (\d+) \|", page, re.M)
    assert len(rows) == 3
    for _, by_numpy, by_jax, ratio in rows:
        assert round(float(by_numpy) / float(by_jax)) == int(ratio)
        assert by_numpy in quoted
        assert by_jax in quoted
