"""Records of machines are checked when written and when read, and their page follows them."""
import copy
import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import jax
import pytest
from bs4 import BeautifulSoup
from sphinx.errors import ExtensionError

import records
from sources import ROOT

PAGE = """\
# Machines

```{machines} list
```

```{machines} ratios
```

```{machines} losses
```

```{machines} shares
```

```{machines} target
```

```{machines} rooflines
```

```{machines} libraries
```

```{machines} programs
```

```{machines} accuracy
```
"""
CPU = {"backend": "cpu", "device": "cpu", "processor": "Acme One", "cores": 2, "memory_gib": 8.0}
GPU = CPU | {"backend": "gpu", "device": "Fake G1"}
SIZES = {"grid": (31, 3_001), "path": (100, 100_000), "economy": (100, 50_000)}
RENDER = ("import sys; sys.path.insert(0, '_ext'); import rendering; status = rendering.main(); "
          "print('drawing' in sys.modules); sys.exit(status)")


def load_benchmark(name: str):
    spec = importlib.util.spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def time_row(seconds: float, **row: object) -> dict:
    spread = {"median_s": seconds, "q1_s": 0.9 * seconds, "q3_s": 1.1 * seconds}
    return row | spread | {"rounds": 10, "iterations": 1}


def make_record(machine: dict = CPU, ratio: float = 2.0, share: float = 0.9) -> dict:
    """Return a good record: NumPy takes `ratio` times JAX's time, which is bytes over `share`."""
    work = {"bytes": 1_000, "flops": 100, "transcendentals": 25}
    dtypes = "float32", "float64"
    return {
        "schema": 2, "machine": machine, "date": "2026-01-31", "commit": "abc1234",
        "versions": dict.fromkeys(("jax", "jaxlib", "numpy", "numba", "python"), "1.0"),
        "ceilings": [time_row(1.0, ceiling=c, dtype=d, n=10, **work)
                     for c in ("copy", "copy in place", "product") for d in dtypes],
        "results": [time_row(ratio / share if route == "numpy" else 1 / share, experiment=e,
                             route=route, dtype=d, n=n, **(work if route == "jit" else {}))
                    for n in (10**3, 10**4, 10**5, 10**6, 10**7, 5 * 10**7)
                    for e in ("cosine", "f") for d in dtypes
                    for route in ("numpy", "eager", "jit")],
        "options": [time_row(1.0, program=p, dtype="float64", paths=100)
                    for p in ("threads", "arrays")]
        + [time_row(paths / 1_000, program=p, dtype="float64", paths=paths, relative_sd=sd,
                    evidence="made up")
           for p, sd, paths in (("blocks", 20.0, 100), ("tilting", 0.1, 10), ("tilting", 0.1, 100),
                                ("conditional", 0.001, 10), ("conditional", 0.001, 100))],
        "libraries": [time_row(seconds, task=task, library=library, dtype="float64", n=n)
                      for task, sizes in SIZES.items() for n in sizes
                      for library, seconds in (("numpy", 4.0), ("numba", 2.0),
                                               ("numba threads", 1.0), ("jax", 0.5 * ratio))
                      if (task, library) != ("path", "numba threads")],
        "checks": [],
    }


def set_value(record: dict, field: str, value: object) -> dict:
    """Return a copy with one field set, or removed if the value is None."""
    record = copy.deepcopy(record)
    *parents, last = field.split("/")
    place = record
    for name in parents:
        place = place[int(name) if isinstance(place, list) else name]
    key = int(last) if isinstance(place, list) else last
    if value is None:
        del place[key]
    else:
        place[key] = value
    return record


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with the schema and no record."""
    (tmp_path / records.FOLDER).mkdir(parents=True)
    (tmp_path / records.SCHEMA).write_text((ROOT / records.SCHEMA).read_text())
    return tmp_path


def put(root: Path, record: dict, name: str = "") -> Path:
    folder = root / records.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (root / records.SCHEMA).write_text((ROOT / records.SCHEMA).read_text())
    path = folder / f"{name or records.find_slug(record['machine'])}.json"
    path.write_text(json.dumps(record))
    return path


def test_records_of_this_book_are_good_and_name_nobody():
    texts = [path.read_text() for path in (ROOT / records.FOLDER).iterdir()]
    assert len(records.load_records(ROOT)) == len(texts)
    for text in texts:
        assert not re.search(r"hostname|/home|/root|/tmp|C:\\", text)


FAULTS = [
    ("results/3/median_s", None, "results/3/median_s: 'median_s' is a required property"),
    ("results/3/median_s", "fast", "results/3/median_s: 'fast' is not of type 'number'"),
    ("results/3/median_s", 0, "results/3/median_s: 0 is less than or equal to"),
    ("results/2/bytes", None, "results/2/bytes: 'bytes' is a required property"),
    ("results/3", None, "results: breaks the rule minItems: 72"),
    ("results/3/route", "jit", "results/3/bytes: 'bytes' is a required property"),
    ("results/3/dtype", "float32", "results/3: repeats cosine, numpy, float32, 1000"),
    ("results/0/rounds", 9, "results/0/rounds: 9 is less than the minimum of 10"),
    ("options/2/evidence", None, "options/2: 'evidence' is a dependency of 'relative_sd'"),
    ("hostname", "mine", "the whole file: Additional properties are not allowed ('hostname'"),
    ("machine/cores", 3, "machine: this is the record of acme-one-3-cores, not of acme-one-2"),
    ("machine", GPU, "machine: this is the record of fake-g1, not of acme-one-2-cores"),
    ("libraries", None, "libraries: 'libraries' is a required property"),
    ("libraries/3", None, "libraries: breaks the rule minItems: 22"),
    ("libraries/3/dtype", "float32", "libraries/3/dtype: 'float64' was expected"),
    ("libraries/3/n", 100, "libraries/3/n: 100 is not one of [31, 3001]"),
    ("libraries/8/library", "numba threads", "libraries/8/library: 'numba threads' is not one of"),
    ("libraries/3/library", "numpy", "libraries/3: repeats grid, numpy, 31"),
    ("schema", 1, "schema: 2 was expected"),
    ("date", "yesterday", "date: 'yesterday' does not match"),
]


@pytest.mark.parametrize(("field", "value", "said"), FAULTS, ids=lambda value: str(value)[:20])
def test_bad_record_is_refused_with_file_and_field(root, field, value, said):
    put(root, set_value(make_record(), field, value), "acme-one-2-cores")
    with pytest.raises(ExtensionError) as refusal:
        records.load_records(root)
    assert str(refusal.value).startswith(f"benchmarks/records/acme-one-2-cores.json: {said}")


def test_good_record_is_read_and_text_that_is_no_json_is_refused(root):
    path = put(root, make_record())
    assert [record["file"] for record in records.load_records(root)] == [
        "benchmarks/records/acme-one-2-cores.json"]
    path.write_text(path.read_text()[:-9])
    with pytest.raises(ExtensionError, match=r"acme-one-2-cores\.json: not JSON"):
        records.load_records(root)


def test_writer_replaces_a_record_only_by_a_whole_and_good_one(root, monkeypatch):
    writer = load_benchmark("record")
    path = writer.write_record(make_record(), root)
    good = path.read_text()
    assert json.loads(good) == make_record()
    assert max(map(len, good.split("\n"))) < 300  # one row a line
    with pytest.raises(ExtensionError, match="results/3/median_s"):
        writer.write_record(set_value(make_record(), "results/3/median_s", None), root)

    def stop(draft: Path, target: Path):
        assert draft.exists()  # or this test would prove nothing
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        writer.write_record(make_record(ratio=3.0), root)
    assert path.read_text() == good
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_writer_takes_rows_from_timings_and_checks_from_runs_on_this_device(monkeypatch):
    writer = load_benchmark("record")
    stats = {"median": 0.123456789, "q1": 0.1, "q3": 0.2, "rounds": 10, "iterations": 3, "min": 0}
    row = {"ceiling": "copy", "dtype": "float32", "n": 10}
    timing = {"stats": stats, "extra_info": {"part": "ceilings", "row": row}}
    wanted = row | {"median_s": 0.123457, "q1_s": 0.1, "q3_s": 0.2, "rounds": 10, "iterations": 3}
    assert writer.read_rows({"benchmarks": [timing]}) == {
        "ceilings": [wanted], "results": [], "options": [], "libraries": []}
    passed = ["PASS", "GPU: early", "0.9", "> 0.1", "± 0", "this page"]
    others = [["PASS", "CPU: late", *passed[2:]], ["NOT CHECKED HERE", *passed[1:]]]
    runs = {"a": {"device": "Fake G1", "checks": [passed, *others]},
            "b": {"device": "cpu", "checks": [passed]}, "c": None}
    monkeypatch.setattr(writer, "read_runs", lambda root: runs)
    assert writer.find_gpu_checks("Fake G1") == [
        {"page": "a", "statement": "GPU: early", "value": "0.9", "reference": "> 0.1",
         "tolerance": "± 0", "source": "this page"}]


def test_ratio_share_and_cost_are_what_they_say():
    record = make_record(ratio=0.5, share=0.7)
    cases = records.compare_libraries(record)
    assert len(cases) == 48
    assert {(case["ratio"], case["too_close"]) for case in cases} == {(0.5, False)}
    for close in (0.9, 1.1):
        cases = records.compare_libraries(make_record(ratio=close))
        assert {case["too_close"] for case in cases} == {True}
    share = records.find_share(record, "cosine", "float32", records.LARGEST)
    assert share == pytest.approx(0.7)
    # 20 / 1 % is 2,000, so 4 million paths of a millisecond
    assert records.find_cost(record, "blocks", 0.01) == pytest.approx((4e6, 4e3))
    # a hundredth of a path would do, and a small call of ten paths is the least
    assert records.find_cost(record, "conditional", 0.01) == pytest.approx((1, 0.01))


@pytest.mark.parametrize(("medians", "quickest"), [
    ((4.0, 2.0, 1.0), [1.0]),
    ((4.0, 1.0, 1.3), [1.0]),  # to 1.10 and from 1.17
    ((4.0, 1.2, 1.0), [1.0, 1.2]),  # to 1.10 and from 1.08
    ((1.4, 1.2, 1.0), [1.0, 1.2]),  # the last overlaps with the second alone
])
def test_the_quickest_is_named_with_those_that_are_too_close(medians, quickest):
    rows = [time_row(seconds) for seconds in medians]
    assert [row["median_s"] for row in records.find_quickest(rows)] == quickest


@pytest.mark.parametrize(("seconds", "said"), [
    (8.07e-7, "0.807"), (1.34666e-5, "13.5"), (9.999e-5, "100"), (0.150926, "151,000"),
    (1.5, "1,500,000"),
])
def test_microseconds_are_said_to_three_digits(seconds, said):
    assert records.say_microseconds(seconds) == said


@pytest.mark.parametrize(("seconds", "said"), [
    (0.00123, "1.2 ms"), (1.5, "1,500 ms"), (59, "59 s"), (4e3, "67 min"), (1e6, "12 days"),
    (2e12, "63,000 years"),
])
def test_times_are_said_to_two_digits(seconds, said):
    assert records.say_time(seconds) == said


def read_page(book) -> BeautifulSoup:
    run = book.run("rendering")
    assert run.returncode == 0, run.stderr
    return BeautifulSoup(book.read("lectures/machines"), "html5lib")


def test_page_follows_records_that_are_added_changed_and_removed(book):
    book.write("lectures/machines.md", PAGE)
    page = read_page(book)
    assert page.find("svg", class_="drawing") is None
    assert "No machine has been measured yet" in page.text
    book.write("lectures/machines.md", PAGE + "\nSee {numref}`fig-ratios-acme-one-2-cores`.\n")
    put(book.folder, make_record(ratio=2.0))
    page = read_page(book)
    assert "No machine has been measured yet" not in page.text
    assert "JAX loses in no case" in page.text
    assert "No GPU has been measured yet" in page.text
    assert page.select_one("a.reference[href='#fig-ratios-acme-one-2-cores']").text == "Fig. 1"
    put(book.folder, make_record(ratio=0.5))
    page = read_page(book)
    assert page.find(id="tab-losses-acme-one-2-cores").select_one("tbody").text.count("0.50") == 48
    assert "JAX loses in no case" not in page.text
    gpu = put(book.folder, make_record(GPU, share=0.7))
    page = read_page(book)
    assert "Fake G1: target missed, 70% with cosine and 70% with f." in page.text
    assert "No GPU has been measured yet" not in page.text
    drawings = page.find_all("svg", class_="drawing")
    assert len(drawings) == 4  # two figures for each of two machines
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for drawing in drawings:
        assert drawing["role"] == "img"
        assert re.search(r"Acme One|Fake G1", drawing["aria-label"])
        assert "currentColor" in str(drawing)
    assert any("cosine, jit, float32: 0.5 at n = 1,000" in d["aria-label"] for d in drawings)
    put(book.folder, make_record(GPU, share=0.85))
    assert "Fake G1: target reached, 85% with cosine" in read_page(book).text
    gpu.unlink()
    assert "Fake G1" not in read_page(book).text


def test_page_shows_each_task_of_each_machine_and_its_quickest_library(book):
    book.write("lectures/machines.md", PAGE)

    def read_rows() -> list[list[str]]:
        table = read_page(book).find(id="tab-libraries")
        assert [cell.text for cell in table.select("thead th")] == [
            "Machine", "Task", "n", "NumPy", "Numba", "Numba, prange", "JAX", "Quickest"]
        return [[cell.text.strip() for cell in row.select("td")]
                for row in table.select("tbody tr")]

    def expect_rows(machine: str, jax: str, quickest: str, on_path: str) -> list[list[str]]:
        cases = [(task, n) for task, sizes in SIZES.items() for n in sizes]
        return [[machine, task, f"{n:,}", "4,000,000", "2,000,000",
                 *(("", jax, on_path) if task == "path" else ("1,000,000", jax, quickest))]
                for task, n in cases]

    put(book.folder, make_record(ratio=2.4))
    slow = expect_rows("Acme One, 2 cores", "1,200,000", "Numba, prange ≈ JAX", "JAX")
    assert read_rows() == slow
    put(book.folder, make_record(GPU, ratio=1.0))
    assert read_rows() == slow + expect_rows("Fake G1", "500,000", "JAX", "JAX")


def test_ledger_shows_the_newest_record_that_made_a_check_which_this_machine_cannot(book):
    line = 'print("NOT CHECKED HERE | GPU: share | needs a GPU")'
    book.write_notebook("lectures/a.md", f":tags: [check]\n\n{line}")
    book.write("lectures/ledger.md", "# Ledger\n\n```{ledger}\n```\n")
    assert book.build().returncode == 0

    def read_row() -> list[str]:
        assert book.run("rendering").returncode == 0
        ledger = BeautifulSoup(book.read("lectures/ledger"), "html5lib")
        (row,) = ledger.select("table.ledger tbody tr")
        return [cell.get_text() for cell in row.select("td")]

    missed = "not checked on this machine: needs a GPU; "
    none = f"{missed}no record of another one holds it"
    assert read_row() == ["GPU: share", "", "", "", "", none]
    check = {"page": "lectures/a", "statement": "GPU: share", "value": "0.5", "reference": "> 0.1",
             "tolerance": "± 0", "source": "this page"}
    older = make_record(GPU | {"device": "Fake G0"}) | {"date": "2025-12-31", "checks": [check]}
    elsewhere = make_record(CPU) | {"checks": [check | {"page": "lectures/b"}]}
    for record in (older, elsewhere):
        put(book.folder, record)
    assert read_row()[-1] == f"{missed}passed on Fake G0, 2025-12-31"
    put(book.folder, make_record(GPU) | {"checks": [check | {"value": "0.7"}]})
    assert read_row() == ["GPU: share", "0.7", "> 0.1", "± 0", "this page",
                          f"{missed}passed on Fake G1, 2026-01-31"]


def test_build_loads_the_drawing_to_draw_and_not_when_warm(book):
    book.write("lectures/machines.md", PAGE)
    put(book.folder, make_record())
    said = [subprocess.run([sys.executable, "-c", RENDER], cwd=book.folder, text=True,
                           capture_output=True, check=True, timeout=120).stdout.split()[-1]
            for _ in range(2)]
    assert said == ["True", "False"]


def test_bad_record_and_unknown_argument_stop_the_build_by_name(book):
    book.write("lectures/machines.md", PAGE)
    path = put(book.folder, set_value(make_record(), "results/3/median_s", "fast"))
    run = book.run("rendering")
    assert run.returncode == 1
    assert "benchmarks/records/acme-one-2-cores.json: results/3/median_s: 'fast'" in run.stderr
    assert "Traceback" not in run.stderr
    path.unlink()
    book.write("lectures/machines.md", "# Machines\n\n```{machines} weather\n```\n")
    run = book.run("rendering")
    assert run.returncode == 1
    assert "lectures/machines.md:3" in run.stderr
    assert "expected one of list, ratios" in run.stderr


def test_make_test_does_not_time():
    options = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    assert options["testpaths"] == ["tests"]
    assert "\t@$(BIN)/python -m pytest\n" in (ROOT / "Makefile").read_text()


@pytest.fixture
def load_definitions(monkeypatch):
    """Return a function that loads a benchmark and runs the definitions of its page."""
    monkeypatch.syspath_prepend(ROOT / "benchmarks")  # a benchmark imports the module beside it

    def load(name: str, page: str):
        benchmark = load_benchmark(name)
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


def test_each_task_that_a_record_asks_for_is_timed_by_programs_of_the_page(load_definitions):
    benchmark, page = load_definitions("bench_libraries", "lectures/numpy_numba_jax")
    rows = make_record()["libraries"]
    assert [tuple(row[name] for name in ("task", "library", "n")) for row in rows] == (
        benchmark.CASES)
    assert "best_numpy" not in vars(page)  # what a cell computes
    with jax.enable_x64(True):
        for task, programs in benchmark.PROGRAMS.items():
            inputs = benchmark.draw_inputs(page, task, 11)
            first, *others = [getattr(page, name)(*inputs) for name in programs.values()]
            for other in others:
                assert abs(other - first).max() <= benchmark.TOLERANCE[task]


def test_timed_formula_and_published_times_are_those_of_the_lectures():
    lecture = (ROOT / "lectures/jit.md").read_text()
    (formula,) = re.findall(r"return (xp\.cos\(2.+)", (ROOT / "benchmarks/bench_elementwise.py")
                            .read_text())
    assert f"return {formula}\n" in lecture
    page = (ROOT / "lectures/machines.md").read_text()
    rows = re.findall(r"^\| (cosine|f, \w+) \| ([\d.]+) \| ([\d.]+) \| (\d+) \|", page, re.M)
    assert len(rows) == 3
    for _, by_numpy, by_jax, ratio in rows:
        assert round(float(by_numpy) / float(by_jax)) == int(ratio)
        assert by_numpy in lecture + (ROOT / "lectures/speed.md").read_text()
        assert by_jax in lecture + (ROOT / "lectures/speed.md").read_text()
