"""Benchmarks time what the pages define, and the page of machines quotes the lectures correctly."""
import importlib.util
import re

import jax
import pytest

from sources import ROOT


@pytest.fixture
def load_definitions(monkeypatch):
    """Return a function that loads a benchmark and runs the definitions of its page."""
    monkeypatch.syspath_prepend(ROOT / "benchmarks")  # a benchmark imports the module beside it

    def load(name: str, page: str):
        path = ROOT / "benchmarks" / f"{name}.py"
        spec = importlib.util.spec_from_file_location(name, path)
        benchmark = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(benchmark)
        return benchmark, benchmark.run_definitions(page, benchmark.COMPUTED)

    return load


def test_benchmarks_find_the_names_of_the_page_that_they_time(load_definitions):
    _, page = load_definitions("bench_options", "exercises/option_pricing")
    text = (ROOT / "benchmarks/bench_options.py").read_text()
    names = set(re.findall(r"\bpage\.(\w+)", text))
    assert {"simulate_in_blocks", "PRICES", "check_option_tilting"} <= names
    assert sorted(names - set(vars(page))) == []
    assert "estimate_at_zero" in vars(page)  # a function of a solution
    assert "hits_M" not in vars(page)  # what a cell computes


def test_programs_of_a_task_give_equal_results(load_definitions):
    benchmark, page = load_definitions("bench_libraries", "lectures/numpy_numba_jax")
    assert {(task, library) for task, library, _ in benchmark.LIBRARY_CASES} == {
        (task, library) for task, programs in benchmark.PROGRAMS.items() for library in programs}
    assert "best_numpy" not in vars(page)  # what a cell computes
    with jax.enable_x64(True):
        for task, programs in benchmark.PROGRAMS.items():
            inputs = benchmark.draw_inputs(page, task, 11)
            first, *others = [getattr(page, name)(*inputs) for name in programs.values()]
            for other in others:
                assert abs(other - first).max() <= benchmark.TOLERANCE[task]


def test_timed_formula_is_that_of_the_lecture():
    benchmark = (ROOT / "benchmarks/bench_elementwise.py").read_text()
    (formula,) = re.findall(r"return (xp\.cos\(2.+?)(?:  #.*)?$", benchmark, re.M)
    assert f"return {formula}\n" in (ROOT / "lectures/jit.md").read_text()


def test_published_times_are_those_of_the_lectures():
    quoted = "".join((ROOT / f"lectures/{name}.md").read_text() for name in ("jit", "speed"))
    page = (ROOT / "lectures/machines.md").read_text()
    rows = re.findall(r"^\| (cosine|f, \w+) \| ([\d.]+) \| ([\d.]+) \| (\d+) \|", page, re.M)
    assert len(rows) == 3
    for _, by_numpy, by_jax, ratio in rows:
        assert round(float(by_numpy) / float(by_jax)) == int(ratio)
        assert by_numpy in quoted
        assert by_jax in quoted
