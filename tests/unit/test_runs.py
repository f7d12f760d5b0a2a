"""What is kept of a run: the lines of checks, the assertions that ran, and the file of a run."""
import dataclasses
import json
import os

import pytest
from nbformat import NotebookNode

from jaxbook.machine import Versions
from jaxbook.project import Project
from jaxbook.runs.execute import merge_streams
from jaxbook.runs.model import FORMAT, Check, Output, Run, count_asserts, read_checks
from jaxbook.runs.store import KEPT_VERSIONS, Store
from runs import CPU, GPU

RUN = Run(
    format=FORMAT, page="lectures/a", backend="gpu", machine=GPU, settings={"OMP_NUM_THREADS": "1"},
    versions=Versions(jax="1.0", jaxlib="1.0", numpy="2.0", numba="", python="3.13"),
    seconds=1.5, peak_gib=0.5, date="2026-01-31 12:00", commit="abc",
    asserts=3, checks=(Check("one is one", True, "1", "==", "1", "± 0", "by hand"),
                       Check("two is two", False, reason="needs a GPU")),
    outputs=((Output("stream", "stdout", "words\n"),
              Output("display_data", data={"text/plain": "1", "application/json": {"a": [1]}},
                     metadata={"image/png": {"width": 3}})),
             (), (Output("error", "ValueError", "no", ("line 1", "line 2")),)),
)
PASS = "PASS | {} | 0.5 | < 1 | ± 0 | by hand"


@pytest.mark.parametrize(("line", "check"), [
    (PASS.format("one is one"), Check("one is one", True, "0.5", "<", "1", "± 0", "by hand")),
    (PASS.format("P(A | B) is small"),
     Check("P(A | B) is small", True, "0.5", "<", "1", "± 0", "by hand")),
    ("PASS | P(A | B) | 1 | within 3 sd of P(A) | ± 0 | Bayes",
     Check("P(A | B)", True, "1", "within", "3 sd of P(A)", "± 0", "Bayes")),
    (PASS.replace("PASS", "DIFFERS HERE").format("one is one"),
     Check("one is one", False, "0.5", "<", "1", "± 0", "by hand")),
    ("NOT CHECKED HERE | P(A | B) | needs a GPU", Check("P(A | B)", False, reason="needs a GPU")),
])
def test_bars_in_a_statement_shift_nothing(line, check):
    assert read_checks(f"words\n{line}\nmore words\n") == [check]


@pytest.mark.parametrize(("line", "form"), [
    ("PASS | one is one", "PASS | statement | value | relation reference | tolerance | source"),
    ("PASS | one is one | 1 | == 1 | ± 0",
     "PASS | statement | value | relation reference | tolerance | source"),
    ("DIFFERS HERE | one is one | 1",
     "DIFFERS HERE | statement | value | relation reference | tolerance | source"),
    ("NOT CHECKED HERE | one is one", "NOT CHECKED HERE | statement | reason"),
])
def test_line_with_too_few_fields_is_refused_with_the_form_that_is_wanted(line, form):
    with pytest.raises(ValueError) as caught:
        read_checks(f"{PASS.format('fine')}\n{line}\n")
    assert str(caught.value) == f"the line `{line}` does not have the form `{form}`"


@pytest.mark.parametrize("line", [
    "PASS | one is one | 1 | == 1 | ± 0 | by | hand",
    "DIFFERS HERE | one is one | 1 | < 1 | ± 0 | by | my | hand",
    "PASS | P(A | B) | 1 | == 1 | ± 0 | by | hand",
])
def test_bar_behind_the_statement_is_refused(line):
    with pytest.raises(ValueError, match="behind its statement"):
        read_checks(line)


@pytest.mark.parametrize("text", ["PASS", "PASSED | a | b", " PASS | a", "It did PASS | a | b", ""])
def test_other_lines_are_no_checks(text):
    assert read_checks(text) == []


@pytest.mark.parametrize(("code", "count"), [
    ("assert True\nx = 1\nassert x == 1, 'one'", 2),
    ("def f():\n    assert False", 0),
    ("class A:\n    assert True", 0),
    ("if False:\n    assert False\nelse:\n    assert True", 0),
    ("for x in []:\n    assert False", 0),
    ("try:\n    assert False\nexcept AssertionError:\n    pass", 0),
    ('text = """\nassert False\n"""', 0),
    ("# assert True", 0),
    ("x = 1; assert x", 1),
    ("%time x = 1\nassert x", 0),  # no Python: rather too few than too many
])
def test_assertions_that_may_not_have_run_do_not_count(code, count):
    assert count_asserts(code) == count


def test_run_survives_its_file():
    assert Run.from_json(RUN.to_json()) == RUN
    assert (RUN.passed, RUN.missed, RUN.device_name) == (1, 1, "Fake G1")
    without_jax = dataclasses.replace(RUN, backend="")
    assert without_jax.device_name == "Acme One, 2 cores"


def test_outputs_survive_the_way_to_a_notebook_and_back():
    for outputs in RUN.outputs:
        for output in outputs:
            assert Output.from_notebook(output.to_notebook()) == output


@pytest.mark.parametrize(("change", "said"), [
    ({"format": FORMAT + 1}, f"its format is {FORMAT + 1}, and this version reads {FORMAT}"),
    ({"format": FORMAT - 1, "machine": {}}, f"its format is {FORMAT - 1}"),
    ({"seconds": "many"}, "seconds: "), ({"machine": {}}, "machine/backend: "),
    ({"checks": [1]}, "checks/0: "),
    ({"outputs": [[{"kind": "smell"}]]}, "outputs/0/0/kind: "),
])
def test_run_that_this_version_cannot_read_is_refused_with_the_field(change, said):
    with pytest.raises(ValueError, match=said):
        Run.from_json(json.dumps(json.loads(RUN.to_json()) | change))


@pytest.mark.parametrize("field", ["page", "outputs", "format"])
def test_run_without_a_field_is_refused_with_its_name(field):
    run = json.loads(RUN.to_json())
    del run[field]
    with pytest.raises(ValueError, match=f"{field}: "):
        Run.from_json(json.dumps(run))


def stream(text: str, name: str = "stdout") -> NotebookNode:
    return NotebookNode(output_type="stream", name=name, text=text)


@pytest.mark.parametrize(("pieces", "text"), [
    (["a", "b\n", "c"], "ab\nc"), ([" 10 %\r", " 20 %\r", "done\n"], "done\n"),
    (["10 %\r", "\nnext"], "10 %\r\nnext"), (["a\rb\rc\nd\re"], "c\ne"), (["a\r"], "a\r"),
    (["\r\n"], "\r\n"), ([], None),
    (["long" * 10**6, "\nend"], "long" * 10**6 + "\nend"),  # nbclient takes hours for it
], ids=["pieces", "bar", "bar at an end", "lines", "last", "Windows", "none", "long"])
def test_what_a_cell_prints_is_one_text(pieces, text):
    merged = merge_streams([stream(piece) for piece in pieces])
    assert [output.text for output in merged] == ([] if text is None else [text])


def test_streams_stand_in_order_and_other_outputs_stay():
    figure = NotebookNode(output_type="display_data", data={}, metadata={})
    merged = merge_streams([stream("e", "stderr"), stream("a"), figure, stream("b"),
                            stream("f", "stderr")])
    assert [output.get("text") for output in merged] == ["ab", "ef", None]


def test_store_keeps_what_is_present_and_the_last_versions(tmp_path):
    store = Store(Project(tmp_path))
    keys = [f"{number:032x}" for number in range(KEPT_VERSIONS + 3)]
    for age, key in enumerate(reversed(keys)):
        path = store.put(key, RUN)
        os.utime(path, (10**9 + age, 10**9 + age))
    store.put("f" * 32, dataclasses.replace(RUN, page="lectures/b"))
    (store.folder / ("e" * 32)).mkdir()  # the run in it is gone
    store.prune([keys[-1]])
    kept = {path.name for path in store.folder.iterdir()}
    assert kept == {*keys[:KEPT_VERSIONS], keys[-1], "f" * 32}


def test_runs_of_several_machines_stand_side_by_side_the_newest_first(tmp_path, capsys):
    store, key = Store(Project(tmp_path)), "0" * 32
    newer = dataclasses.replace(RUN, machine=CPU, date="2026-02-01 12:00")
    store.put(key, RUN)
    store.put(key, newer)
    assert store.find(key) == [newer, RUN]
    store.put(key, dataclasses.replace(newer, date="2025-01-01 00:00"))  # the same machine
    assert [run.machine for run in store.find(key)] == [GPU, CPU]
    assert [path.name for path in store.list_files(key)] == ["acme-one-2-cores-jax-1-0.json",
                                                             "fake-g1-jax-1-0.json"]
    assert capsys.readouterr().err == ""
    store.list_files(key)[0].write_text('{"format": 1}')
    assert [run.machine for run in store.find(key)] == [GPU]  # and nothing is said
    store.prune([key])
    assert [run.machine for run in store.find(key)] == [GPU]
    assert capsys.readouterr().err == ""
