"""Execution runs what changed, once, names page and cell of whatever fails, and keeps the rest."""
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import jaxbook.runs.execute
from conftest import Book
from jaxbook.cli import main
from jaxbook.machine import Machine
from jaxbook.pages import Pages
from jaxbook.project import open_project
from jaxbook.runs import probe
from jaxbook.runs.execute import count_workers

START, END = "start", "end"


def start(book: Book, command: str, *wrapper: str) -> subprocess.Popen:
    """Start a command on a book in a process of its own."""
    # Tests in the background are told to ignore interrupts, and would tell their processes.
    ours = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [*wrapper, sys.executable, "-m", "jaxbook", "--book", book.folder, command],
        cwd=book.folder, start_new_session=True, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )
    signal.signal(signal.SIGINT, ours)
    return process


def wait_for(process: subprocess.Popen, condition: Callable[[], bool]) -> None:
    """Wait until something has happened while a process runs."""
    while not condition():
        assert process.poll() is None, process.communicate()


def note(log: Path, event: str) -> str:
    """Return code that notes an event in a file."""
    return f'print("{event}", file=open({str(log)!r}, "a"))'


def test_second_run_executes_nothing_and_prose_changes_nothing(book):
    book.write_notebook("lectures/a.md", "x = 1", "x + 1")
    book.write_notebook("lectures/b.md", "y = 1")
    assert book.run("execute").stdout.count("checks passed") == 2
    assert book.run("execute").stdout == ""
    text = (book.folder / "lectures/a.md").read_text()
    book.write("lectures/a.md", text.replace("# Page", "# Page\n\nA new sentence."))
    book.list_pages(chapters=[{"file": "lectures/b"}, {"file": "lectures/a"}])
    assert book.run("execute").stdout == ""
    book.write("lectures/a.md", text.replace("x + 1", "x + 2"))
    again = book.run("execute").stdout
    assert "[1/1] lectures/a: " in again
    assert "lectures/b" not in again


def test_check_of_one_page_executes_that_page_first_and_then_what_the_site_lacks(book):
    book.write_notebook("lectures/a.md", "print('a' * 3)")
    book.write_notebook("lectures/b.md", "print('b' * 3)")
    run = book.run("check", "lectures/b")
    assert run.returncode == 0, run.stderr
    assert run.stdout.index("lectures/b: ") < run.stdout.index("lectures/a: ")
    assert "aaa" in book.read("lectures/a") and "bbb" in book.read("lectures/b")
    book.write_notebook("lectures/a.md", "print('never')")
    book.write_notebook("lectures/b.md", "raise ValueError('wrong')")
    run = book.run("check", "lectures/b")
    assert run.returncode == 1
    assert "ValueError: wrong" in run.stderr
    assert "lectures/a" not in run.stdout + run.stderr


def test_cells_that_fail_are_named_and_other_pages_go_on(book):
    book.limit(2)
    faults = {
        "asserts": ("assert 1 + 1 == 3, 'the sum is off'", "AssertionError: the sum is off"),
        "dies": ("import os; os._exit(9)", "Kernel died; it may have run out of memory"),
        "killed": ("import os; os.kill(os.getpid(), 9)", "Kernel died; it may have run out of"),
        "speaks": ("import faulthandler, os; faulthandler.enable(file=2); os.abort()",
                   "or the code ended the process; it wrote: "),
        "grows": ("import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**32, 2**32))\n"
                  "x = bytearray(2**36)", "MemoryError"),
        "swallows": ("while True:\n    try:\n        while True: pass\n"
                     "    except BaseException: pass", "over the time limit of 2 s"),
        "sleeps": ("import time; time.sleep(60)", "over the time limit of 2 s; make it faster, "
                   "or raise timeout under execute: in _config.yml\n"),
        "miscounts": ('print("PASS | one is one | 1")',
                      "`PASS | statement | value | relation reference | tolerance | source`"),
    }
    for name, (code, _) in faults.items():
        book.write_notebook(f"lectures/{name}.md", "x = 1", f":tags: [check]\n\n{code}")
    book.write_notebook("lectures/works.md", "x = 1")
    run = book.run("execute")
    assert run.returncode == 1
    for name, (_, cause) in faults.items():
        (message,) = [text for text in run.stderr.split("error: ") if f"/{name}.md" in text]
        assert message.startswith(f"lectures/{name}.md:11: cell 3: "), message
        assert cause in message
        assert f"lectures/{name}: FAILED" in run.stdout
    assert "lectures/works: " in run.stdout
    assert "Traceback (most" not in run.stderr.replace(
        "Traceback (most recent call last)\nCell In", "")  # the one of the page itself
    for name in faults:
        book.write_notebook(f"lectures/{name}.md", "x = 2")
    again = book.build()
    assert again.returncode == 0, again.stderr
    assert "lectures/works" not in again.stdout


def test_page_goes_on_behind_a_check_that_fails_and_each_is_named(book):
    check = ":tags: [check]\n\nassert {}, 'number {}'"
    book.write_notebook("lectures/a.md", check.format("0 > 1", 1), "print('be' + 'tween')",
                        check.format("x", 2), "stop", check.format("0 > 1", 3))
    run = book.run("execute")
    assert run.returncode == 1
    messages = run.stderr.split("error: ")[1:]
    assert [message.split(": ")[1] for message in messages] == ["cell 2", "cell 4", "cell 5"]
    for message, said in zip(messages, (
            "a check does not hold; correct the text or the code: number 1",
            "NameError: name 'x' is not defined", "NameError: name 'stop' is not defined"),
            strict=True):
        assert message.splitlines()[0].endswith(f": {said}")
        assert message.rstrip().endswith(said.split(": ")[-1])  # of the traceback


@pytest.mark.parametrize(("backend", "cores", "memory_gib", "setting", "count"), [
    ("cpu", 2, 23.5, "", 3), ("cpu", 16, 64.0, "", 8), ("cpu", 16, 15.6, "", 5),
    ("cpu", 1, 2.0, "", 1), ("gpu", 16, 126.0, "", 1), ("gpu", 16, 126.0, "true", 1),
    ("gpu", 16, 126.0, "false", 8),
])
def test_as_many_pages_run_side_by_side_as_cores_and_memory_allow(
        backend, cores, memory_gib, setting, count, monkeypatch):
    monkeypatch.delenv("XLA_PYTHON_CLIENT_PREALLOCATE", raising=False)
    if setting:
        monkeypatch.setenv("XLA_PYTHON_CLIENT_PREALLOCATE", setting)
    machine = Machine(backend=backend, device=backend, processor="Acme One", cores=cores,
                      memory_gib=memory_gib)
    assert count_workers(machine) == count


def test_page_that_prints_too_much_is_named_and_not_quoted(book):
    config = book.folder / "_config.yml"
    config.write_text(config.read_text().replace("  config:\n",
                                                 "  config:\n    jaxbook_output_mib: 1\n"))
    book.write_notebook("lectures/prints.md", "x = 1",
                        "for _ in range(20): print('much' * 250_000)")
    run = book.run("execute")
    assert run.returncode == 1
    assert run.stderr == ("error: lectures/prints.md:11: cell 3: the outputs of the page are over "
                          "1 MiB; print less, or raise jaxbook_output_mib under sphinx: config: in "
                          "_config.yml\n")
    book.write_notebook("lectures/prints.md", "x = 2")
    assert book.build().returncode == 0


def test_kernel_that_is_not_there_is_named(book):
    book.write_notebook("lectures/a.md", "x = 1")
    page = (book.folder / "lectures/a.md").read_text()
    book.write("lectures/a.md", page.replace("language: python, name: python3",
                                             "language: nonesuch, name: nonesuch"))
    run = book.run("execute")
    assert run.returncode == 1
    assert run.stderr == ("error: lectures/a.md:4: cell 1: its kernel nonesuch cannot be started: "
                          "No such kernel named nonesuch\n")


@pytest.mark.long
def test_interrupt_names_the_pages_that_ran_and_keeps_the_finished_ones(book, tmp_path):
    sleep = "import pathlib, time; pathlib.Path('{}').touch(); time.sleep(600)"
    marks = [tmp_path / name for name in "bcdef"]
    book.write_notebook("lectures/a.md", "x = 1")
    for mark in marks:
        book.write_notebook(f"lectures/{mark.name}.md", sleep.format(mark))
    process = start(book, "execute")
    wait_for(process, marks[0].exists)
    time.sleep(5)  # others begin with it, as many as fit into the memory that is free now
    together = [mark for mark in marks if mark.exists()]
    assert together == marks[:len(together)]
    for command in ("execute", "render"):
        second = book.run(command)
        assert second.returncode == 2
        assert second.stderr == (
            f"error: another build is running in this folder (jaxbook execute, process "
            f"{process.pid}); wait for it to finish or stop it\n")
    os.killpg(process.pid, signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "FAILED" not in output
    assert [mark for mark in marks if mark.exists()] == together  # and no page was begun after it
    names = ", ".join(f"lectures/{mark.name}" for mark in together)
    assert errors.strip() == (f"interrupted in {names}; what was finished is kept, "
                              "run again to go on")
    assert not (book.folder / "_build" / "running").exists()
    for mark in marks:
        book.write_notebook(f"lectures/{mark.name}.md", "y = 1")
    run = book.run("execute")
    assert run.returncode == 0, run.stderr
    assert "lectures/a" not in run.stdout


def test_interrupt_between_two_pages_names_none(book, monkeypatch):
    async def interrupt(self, tasks, workers):
        raise KeyboardInterrupt

    book.write_notebook("lectures/a.md", "x = 1")
    monkeypatch.setattr(jaxbook.runs.execute.Execution, "run_all", interrupt)
    run = book.run("execute")
    assert run.returncode == 130
    assert run.stderr.strip() == ("interrupted; what was finished is kept, run again to go on")


def test_cells_that_measure_time_run_alone_and_others_side_by_side(book, tmp_path, monkeypatch):
    monkeypatch.setattr(jaxbook.runs.execute, "count_workers", lambda machine: 2)
    book.limit(60)  # a page that waits for another in vain ends
    log = tmp_path / "log"
    meet = ("import pathlib\n{}\nwhile pathlib.Path({!r}).read_text().count('start') < 2:\n"
            "    pass")  # it ends once the other page has begun
    clocks = {"a": "import time; time.perf_counter()", "b": "%time x = 1", "c": "measure()"}
    for name, clock in clocks.items():
        book.write_notebook(
            f"lectures/{name}.md",
            "import time\ndef clock(): return time.perf_counter()\ndef measure(): clock()",
            *([] if name == "c" else [meet.format(note(log, START), str(log))]),
            f"{note(log, name)}\n{clock}\ntime.sleep(1)\n{note(log, name)}")
    run = book.run("execute")
    assert run.returncode == 0, run.stderr
    events = log.read_text().split()
    assert events[:2] == [START, START]
    assert events[2::2] == events[3::2]
    assert sorted(events[2::2]) == list("abc")


@pytest.mark.parametrize(("device", "wanted"), [
    ("tpu", "allowed are cpu and gpu"),
    ("gpu", f"JAX sees only {Machine(**probe.describe_machine()).name}; make gpu installs JAX for "
     "NVIDIA GPUs"),
])
def test_device_that_is_unknown_or_missing_is_refused(book, device, wanted):
    book.write_notebook("lectures/a.md", "x = 1")
    run = book.run("execute", DEVICE=device, CUDA_VISIBLE_DEVICES="")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.strip() == f"error: DEVICE={device}: {wanted}"


def test_device_cpu_reaches_the_kernel(book):
    book.write_notebook("lectures/a.md", "import os\nassert os.environ['JAX_PLATFORMS'] == 'cpu'")
    run = book.run("execute", DEVICE="cpu")
    assert run.returncode == 0, run.stderr


def test_figures_are_kept_whatever_backend_the_user_prefers(book, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    draw = "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()"
    book.write_notebook("lectures/a.md", draw)
    assert book.run("execute").returncode == 0
    run = Pages(open_project(book.folder)).runs["lectures/a"]
    assert [sorted(output.data) for output in run.outputs[0]] == [["image/png", "text/plain"]]


@pytest.mark.parametrize("shard", ["0/2", "3/2", "1", "a/b"])
def test_wrong_shard_is_refused(book, shard):
    book.write_notebook("lectures/a.md", "x = 1")
    run = book.run("execute", SHARD=shard)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == f"error: SHARD={shard}: allowed is i/n with i from 1 to n\n"


def test_refused_jax_is_named_with_the_reason(book, monkeypatch):
    monkeypatch.setattr(jaxbook.runs.execute, "version", lambda package: "0.11.1")
    run = book.run("execute")
    assert run.returncode == 2
    assert run.stderr.startswith("error: JAX 0.11.1 is refused: loops that store a path")


def test_checks_are_counted_even_if_a_line_comes_in_pieces(book):
    line = 'print("PASS | two is two | 2 | == 2 | ± 0 | by hand")'
    pieces = f'print("PA", end="", flush=True)\n{line[:7]}{line[9:]}'
    stderr = line[:-1] + ", file=__import__('sys').stderr)"
    book.write_notebook("lectures/a.md", line, f":tags: [check]\n\n{line}\n{pieces}", stderr)
    assert "3 checks passed" in book.run("execute").stdout


@pytest.mark.parametrize(("arguments", "said"), [
    (["--book", "/nonesuch", "execute"], "/nonesuch is not a book: it has no _config.yml"),
    (["--book", "/nonesuch", "render"], "/nonesuch is not a book: it has no _config.yml"),
])
def test_folder_that_is_no_book_is_refused(arguments, said, capsys):
    assert main(arguments) == 2
    assert capsys.readouterr().err == f"error: {said}\n"
