"""Whatever goes wrong is named, leaves the last site alone, and does not spoil the next build."""
import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from test_execution import start, wait_for

from conftest import Book
from jaxbook.project import Project, lock_build
from runs import fill_store

LONG = "print('long\\n' * 30_000)"  # 150 kB of output

SLOW = """\
import pathlib, time

def stop(app, page, source):
    pathlib.Path(app.srcdir, "_build", "reading").touch()
    time.sleep(600)

def setup(app):
    app.connect("source-read", stop)
"""


def find_run(book: Book) -> Path:
    """Return the file of the one run of a book."""
    (path,) = (book.folder / "_build" / "runs").glob("*/*.json")
    return path


def damage(book: Book, kind: str) -> None:
    """Damage the run of `lectures/a` in the store."""
    path = find_run(book)
    text = path.read_text()
    run = json.loads(text)
    match kind:
        case "cut":
            path.write_text(text[:200])
        case "empty":
            path.write_text("")
        case "bytes that are not text":
            path.write_bytes(b"\x80\x81" * 100)
        case "of another format":
            path.write_text(json.dumps(run | {"format": run["format"] + 1}))
        case "of another tool":
            path.write_text(json.dumps({"execution_seconds": 1.5}))
        case "a list":
            path.write_text("[]")
        case "half-written":
            path.rename(path.with_suffix(".half"))
        case "with a field of another type":
            path.write_text(json.dumps(run | {"seconds": "many"}))
        case "with an output of an unknown kind":
            path.write_text(json.dumps(run | {"outputs": [[{"kind": "smell"}]]}))
        case "with too few outputs":
            path.write_text(json.dumps(run | {"outputs": []}))


@pytest.mark.long(but=["cut", "of another format", "with too few outputs"])
@pytest.mark.parametrize("kind", [
    "cut", "empty", "bytes that are not text", "of another format", "of another tool", "a list",
    "half-written", "with a field of another type", "with an output of an unknown kind",
    "with too few outputs",
])
def test_run_that_cannot_be_used_counts_as_not_executed(built, kind):
    before = built.read_site()
    damage(built, kind)
    for _ in range(2):
        run = built.run("render")
        assert run.returncode == 1
        assert "not executed, or changed since: lectures/a.md; run make execute" in run.stderr
        assert "Traceback" not in run.stderr
    assert built.read_site() == before
    run = built.run("execute")
    assert run.returncode == 0, run.stderr
    assert "[1/1] lectures/a: " in run.stdout
    assert built.run("render").returncode == 0
    assert built.read_site().keys() == before.keys()


def test_one_damaged_run_does_not_hide_that_of_another_machine(built):
    path = find_run(built)
    shutil.copy(path, path.with_name("another-machine.json"))
    path.write_text("")
    run = built.run("render")
    assert run.returncode == 0, run.stderr
    assert "not a run that can be used" in run.stderr


def test_cache_of_the_former_tool_does_no_harm(book):
    old = book.folder / "_build" / "cache" / "abc" / "executed" / "def"
    old.mkdir(parents=True)
    (old / "base.ipynb").write_text("{")
    (old.parents[1] / "global.db").write_bytes(b"SQLite format 3\0")
    book.write_notebook("lectures/a.md", "print('good', 'page')")
    run = book.build()
    assert run.returncode == 0, run.stderr
    assert "good page" in book.read("lectures/a")


def test_memory_that_is_damaged_does_no_harm(built):
    (memory,) = (built.folder / "_build").glob("memo-*.json")
    for text in ("[]", "{", '{"key": 1}'):
        memory.write_text(text)
        run = built.run("book")
        assert run.returncode == 0, run.stderr
    state = built.folder / "_build" / "full" / "state.json"
    for text in ("[]", "{"):
        state.write_text(text)
        run = built.run("book")
        assert run.returncode == 0, run.stderr


def run_on_full_disk(book: Book, command: str, kib: int) -> subprocess.CompletedProcess:
    """Run a command that cannot write a file of more than `kib` KiB."""
    limited = f'ulimit -f {2 * kib} && exec "$@"'  # in half KiB, as POSIX has it
    tool = [sys.executable, "-m", "jaxbook", "--book", book.folder, command]
    return subprocess.run(
        ["sh", "-c", limited, "sh", *tool],
        text=True, capture_output=True, check=False, timeout=300,
        env=os.environ | {"IPYTHONDIR": str(book.folder / "ipython")},
    )


@pytest.mark.long
def test_full_disk_stops_the_build_at_the_page(built):
    before = built.read_site()
    built.write_notebook("lectures/a.md", LONG)
    run = run_on_full_disk(built, "execute", 100)
    assert run.returncode == 1
    assert "error: lectures/a: its run cannot be stored: " in run.stderr
    assert "File too large" in run.stderr
    assert "lectures/a.md" in built.run("render").stderr
    assert not list((built.folder / "_build" / "runs").glob("*/*.half"))
    assert built.run("execute").returncode == 0
    run = run_on_full_disk(built, "render", 100)
    assert run.returncode == 1
    assert re.search(r"^error: lectures/a\.md: .*File too large", run.stderr, re.MULTILINE)
    assert "Traceback" not in run.stderr
    assert built.read_site() == before
    assert built.run("render").returncode == 0
    assert "long\nlong" in built.read("lectures/a")


def test_book_may_raise_the_limit_of_outputs(book):
    config = book.folder / "_config.yml"
    config.write_text(config.read_text().replace(
        "    extensions: [jaxbook.site]", "    extensions: [jaxbook.site]\n"
                                          "    jaxbook_output_mib: 0.5"))
    book.write_notebook("lectures/a.md", "print('much' * 100_000)",
                        "print('much' * 100_000)")
    run = book.build()
    assert run.returncode == 1
    assert run.stderr.startswith("error: lectures/a.md:11: cell 3: the outputs of the page are "
                                 "over 0.5 MiB; print less, ")
    config.write_text(config.read_text().replace("mib: 0.5", "mib: 1"))
    run = book.build()
    assert run.returncode == 0, run.stderr


def test_disk_that_is_full_is_said_in_one_sentence(built, monkeypatch):
    before = built.read_site()

    def fill(source: str, target: str, **options: object) -> None:
        raise shutil.Error([(source, target, "[Errno 28] No space left on device")] * 500)

    built.write("lectures/b.md", "# New\n")
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copytree", fill)
        run = built.run("book")
    assert run.returncode == 1
    assert run.stderr == ("error: the site cannot be copied: work: [Errno 28] No space left on "
                          "device\n")
    assert built.read_site() == before
    assert built.run("book").returncode == 0


def test_folder_that_cannot_be_written_is_named(built, monkeypatch):
    before = built.read_site()

    def refuse(*arguments: object, **options: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(built.folder / "_build" / "lock"))

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refuse)
        run = built.run("book")
    assert run.returncode == 2
    assert run.stderr == f"error: {built.folder}/_build/lock: Read-only file system\n"
    assert built.read_site() == before


@pytest.mark.parametrize("name", ["requirements.txt", "_config.yml", "_toc.yml", "lectures/a.md"])
def test_bytes_that_are_not_utf_8_are_named_with_their_line(built, name):
    before = built.read_site()
    text = (built.folder / name).read_bytes()
    (built.folder / name).write_bytes(b"# one line\n# \xfc\n" + text)
    run = built.run("book")
    assert run.returncode == 1
    assert run.stderr == (f"error: {name}:2: the byte 0xfc is not UTF-8; save the file in the "
                          "encoding UTF-8\n")
    assert built.read_site() == before
    (built.folder / name).write_bytes(text)
    assert built.run("book").returncode == 0


def test_interrupt_between_the_last_site_and_the_new_one_brings_the_last_one_back(
    built, monkeypatch
):
    before, rename = built.read_site(), Path.rename

    def interrupt(path: Path, target: Path) -> Path:
        if path.name == "html.new":
            raise KeyboardInterrupt
        return rename(path, target)

    built.write("lectures/b.md", "# New\n")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", interrupt)
        assert built.run("book").returncode == 130
    assert built.read_site() == before
    assert built.run("book").returncode == 0
    assert "lectures/b.html" in built.read_site()


def test_what_was_built_is_removed_unless_a_build_is_running(built):
    with lock_build(Project(built.folder), "a test"):
        run = built.run("clean")
    assert run.returncode == 2
    assert run.stderr.startswith("error: another build is running in this folder (a test, ")
    assert "good page" in built.read("lectures/a")
    run = built.run("clean")
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert not (built.folder / "_build").exists()
    assert built.run("clean").returncode == 0


@pytest.mark.parametrize("port", ["-1", "70000"])
@pytest.mark.parametrize("command", ["serve", "watch"])
def test_port_that_does_not_exist_is_named(built, command, port):
    run = built.run(command, f"--port={port}")
    assert (run.returncode, run.stderr) == (
        2, f"error: port {port} does not exist; choose one below 65536, such as PORT=8000\n")


def test_build_folder_that_cannot_be_made_is_named(book):
    (book.folder / "_build").write_text("a file")
    for command in ("execute", "render", "book", "pdf"):
        run = book.run(command)
        assert run.returncode == 2
        assert re.fullmatch(r"error: .*_build.*\n", run.stderr), run.stderr


def test_build_that_failed_leaves_no_note_of_itself(book):
    book.write_notebook("lectures/a.md", "raise ValueError")
    for command in ("execute", "render"):
        assert book.run(command).returncode == 1
        assert not (book.folder / "_build" / "running").exists()
    with pytest.raises(KeyError), lock_build(Project(book.folder), "a test"):
        raise KeyError
    assert not (book.folder / "_build" / "running").exists()


@pytest.mark.parametrize("command", ["execute", "render", "book", "unpack", "pdf"])
def test_second_build_in_a_folder_is_refused(book, command):
    arguments = ["runs.zip"] if command == "unpack" else []
    with lock_build(Project(book.folder), "a test"):
        second = book.run(command, *arguments)
        (book.folder / "_build" / "running").unlink()  # as in the moment before it is written
        without = book.run(command, *arguments)
    wait = "; wait for it to finish or stop it\n"
    assert (second.returncode, without.returncode) == (2, 2)
    assert second.stderr == (f"error: another build is running in this folder (a test, process "
                             f"{os.getpid()}){wait}")
    assert without.stderr == ("error: another build is running in this folder "
                              f"(it has just begun){wait}")


@pytest.mark.long
def test_interrupt_while_rendering_leaves_the_last_site(book):
    book.write_notebook("lectures/a.md", 'print("good page")')
    (book.folder / "_ext").mkdir()
    extension = book.folder / "_ext" / "slow.py"
    extension.write_text("def setup(app):\n    return {}\n")
    config = book.folder / "_config.yml"
    config.write_text(config.read_text()
                      .replace("extensions: [jaxbook.site]", "extensions: [jaxbook.site, slow]")
                      .replace("jaxbook.site: . ", "slow: _ext\n    jaxbook.site: . "))
    fill_store(book.folder)
    assert book.run("render").returncode == 0
    before = book.read_site()
    extension.write_text(SLOW)
    process = start(book, "render")
    wait_for(process, (book.folder / "_build" / "reading").exists)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.strip() == "interrupted; the last site is where it was"
    assert book.read_site() == before
    extension.write_text("def setup(app):\n    return {}\n")
    sys.modules.pop("slow", None)
    assert book.run("render").returncode == 0
    assert book.read_site() == before
