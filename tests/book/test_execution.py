"""Execution runs what changed, once, and names page and cell of whatever goes wrong."""
import os
import signal
import subprocess
import sys
import time

import pytest

import cache
import execution

SLEEP = "import time; time.sleep(60)"


def test_second_run_executes_nothing_and_prose_changes_nothing(book):
    book.write_notebook("lectures/a.md", "x = 1", "x + 1")
    book.write_notebook("lectures/b.md", "y = 1")
    assert book.run("execution").stdout.count("checks passed") == 2
    assert book.run("execution").stdout == ""
    text = (book.folder / "lectures/a.md").read_text()
    book.write("lectures/a.md", text.replace("# Page", "# Page\n\nA new sentence."))
    assert book.run("execution").stdout == ""
    book.write("lectures/a.md", text.replace("x + 1", "x + 2"))
    again = book.run("execution").stdout
    assert "lectures/a.md" in again
    assert "lectures/b.md" not in again


def test_changed_requirements_make_every_page_stale(book):
    before = cache.find_cache(book.folder)
    (book.folder / "requirements.txt").write_text("jax==0.0\n")
    assert cache.find_cache(book.folder) != before


def test_failing_cell_names_page_cell_and_line_and_other_pages_go_on(book):
    book.write_notebook("lectures/a.md", "x = 1", ":tags: [check]\n\nassert x == 2, 'x is two'")
    book.write_notebook("lectures/b.md", "y = 1")
    run = book.run("execution")
    assert run.returncode == 1
    assert "error: lectures/a.md, cell 3 at line 11" in run.stderr
    assert "x is two" in run.stderr
    assert "lectures/b.md" in run.stdout
    render = book.run("rendering")
    assert render.returncode == 1
    assert "lectures/a.md" in render.stderr
    book.write_notebook("lectures/a.md", "x = 2", ":tags: [check]\n\nassert x == 2, 'x is two'")
    assert book.build().returncode == 0


def test_cell_over_its_limit_is_named_with_the_limit(book):
    book.limit(1)
    book.write_notebook("lectures/a.md", SLEEP)
    run = book.run("execution")
    assert run.returncode == 1
    assert "error: lectures/a.md, cell 2 at line 7: over the time limit of 1 s" in run.stderr


def test_interrupt_keeps_finished_pages(book):
    book.write_notebook("lectures/a.md", "x = 1")
    book.write_notebook("lectures/b.md", SLEEP)
    process = subprocess.Popen(
        [sys.executable, "_ext/execution.py"], cwd=book.folder, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )
    seen = ""
    while "lectures/b.md" not in seen:
        seen += process.stdout.read(1)
    time.sleep(4)  # into the cell; an earlier interrupt must end as well as a later one
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted in lectures/b.md" in errors
    book.write_notebook("lectures/b.md", "y = 1")
    run = book.build()
    assert run.returncode == 0, run.stderr
    assert "lectures/a" in run.stdout


@pytest.mark.parametrize("device", ["tpu", "gpu"])
def test_device_that_is_unknown_or_missing_is_refused(book, device):
    book.write_notebook("lectures/a.md", "x = 1")
    run = book.run("execution", DEVICE=device, CUDA_VISIBLE_DEVICES="")
    assert run.returncode == 2
    wanted = {
        "tpu": "allowed are cpu and gpu",
        "gpu": "JAX sees only cpu (cpu); make gpu installs JAX for NVIDIA",
    }[device]
    assert run.stderr.strip() == f"error: DEVICE={device}: {wanted}"


def test_device_cpu_reaches_the_kernel(book):
    book.write_notebook("lectures/a.md", "import os\nassert os.environ['JAX_PLATFORMS'] == 'cpu'")
    assert book.run("execution", DEVICE="cpu").returncode == 0


def test_page_that_the_toc_forgets_is_named_before_anything_runs(book):
    book.write_notebook("lectures/a.md", "x = 1")
    (book.folder / "lectures/lost.md").write_text("# Lost\n")
    run = book.run("execution")
    assert (run.returncode, run.stderr) == (2, "error: not in _toc.yml: lectures/lost.md\n")
    assert run.stdout == ""


def test_page_that_only_the_toc_knows_is_named(book):
    book.write_notebook("lectures/a.md", "x = 1")
    (book.folder / "lectures/a.md").unlink()
    run = book.run("execution")
    assert run.returncode == 2
    assert "there is no lectures/a.md" in run.stderr


def test_refused_jax_is_named_with_the_reason(book, monkeypatch):
    monkeypatch.setattr(execution, "version", lambda package: "0.11.1")
    with pytest.raises(execution.ExtensionError, match=r"0\.11\.1 is refused: loops"):
        execution.fill_cache(book.folder)


def test_checks_are_counted_even_if_a_line_comes_in_pieces(book):
    line = 'print("PASS | two is two | 2 | == 2 | ± 0 | by hand")'
    pieces = 'print("PA", end="", flush=True); import time; time.sleep(1); ' + line[:7] + line[9:]
    stderr = line[:-1] + ", file=__import__('sys').stderr)"
    book.write_notebook("lectures/a.md", line, f":tags: [check]\n\n{line}\n{pieces}", stderr)
    assert "3 checks passed" in book.run("execution").stdout
