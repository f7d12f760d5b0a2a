"""Rendering starts no kernel, whatever lies in the book, and neither does plain Jupyter Book."""
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import nbformat
import pytest
from jupyter_client.provisioning import local_provisioner

from conftest import HEAD, Book
from runs import fill_store

TRAP = HEAD.replace("name: python3", "name: trap")
CELL = "```{code-cell} ipython3\nprint('good page')\n```\n"


@pytest.fixture
def started() -> Iterator[list[list[str]]]:
    """The commands of the kernels that were started; each start fails."""
    commands: list[list[str]] = []

    async def refuse(self, command: list[str], **settings: object) -> None:
        commands.append(command)
        raise OSError("no kernel may start here")

    with mock.patch.object(local_provisioner.LocalProvisioner, "launch_kernel", refuse):
        yield commands


@pytest.fixture
def trap(tmp_path: Path) -> dict[str, str]:
    """Variables with a kernel `trap` that leaves the file `started` if it is ever started."""
    folder = tmp_path / "jupyter" / "kernels" / "trap"
    folder.mkdir(parents=True)
    leave = f"import pathlib; pathlib.Path({str(tmp_path / 'started')!r}).touch()"
    (folder / "kernel.json").write_text(json.dumps({
        "argv": [sys.executable, "-c", leave], "display_name": "Trap", "language": "python"}))
    return {"JUPYTER_PATH": str(tmp_path / "jupyter")}


def run_jupyter_book(book: Book, trap: dict[str, str]) -> subprocess.CompletedProcess:
    """Run what a user of Jupyter Book types first."""
    command = [Path(sys.executable).with_name("jupyter-book"), "build", book.folder]
    return subprocess.run(command, cwd=book.folder.parent, env=os.environ | trap, text=True,
                          capture_output=True, check=False, timeout=120)


def test_the_trap_catches_an_execution(book, started):
    book.write_notebook("lectures/a.md", "x = 1")
    run = book.run("execute")
    assert run.returncode == 1
    assert "its kernel python3 cannot be started: no kernel may start here" in run.stderr
    assert len(started) == 1


def test_page_with_a_run_is_rendered(book, started, trap):
    book.write("lectures/a.md", TRAP.format(title="Page") + CELL)
    fill_store(book.folder)
    run = book.run("render", **trap)
    assert run.returncode == 0, run.stderr
    assert "good page" in book.read("lectures/a")
    assert started == []


@pytest.mark.parametrize("mode", ["force", "inline", "cache"])
def test_front_matter_does_not_start_a_kernel(book, started, mode):
    option = f"mystnb: {{execution_mode: {mode}}}\n---\n#"
    front = HEAD.format(title="Page").replace("---\n#", option)
    book.write("lectures/a.md", front + CELL)
    fill_store(book.folder)
    run = book.run("render")
    assert run.returncode == 0, run.stderr
    assert "good page" in book.read("lectures/a")
    assert started == []


def test_page_without_a_run_is_named_with_what_to_do(book, started):
    book.write_notebook("lectures/a.md", "x = 1")
    run = book.run("render")
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr == (
        "error: not executed, or changed since: lectures/a.md; run make execute first\n")
    assert started == []


def test_notebook_outside_the_toc_is_named_and_left_out(book, started):
    lost = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print('lost')")])
    nbformat.write(lost, book.folder / "lectures" / "lost.ipynb")
    run = book.run("render")
    assert run.returncode == 0, run.stderr
    assert "left out, because _toc.yml does not list them: lectures/lost.ipynb" in run.stdout
    assert not [name for name in book.read_site() if "lost" in name]
    assert started == []


def test_notebook_in_the_toc_is_rendered_from_its_run(book, started):
    cells = [nbformat.v4.new_markdown_cell("# Notebook"),
             nbformat.v4.new_code_cell("print('the run')", outputs=[
                 nbformat.v4.new_output("stream", text="an output in the file")])]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel),
                   book.folder / "lectures" / "a.ipynb")
    book.list_pages(chapters=[{"file": "lectures/a"}])
    fill_store(book.folder)
    run = book.run("render")
    assert run.returncode == 0, run.stderr
    assert "the run" in book.read("lectures/a")
    assert "an output in the file" not in book.read("lectures/a")
    assert started == []


@pytest.mark.long(but=["note-alone", "code-block-after another cell"])
@pytest.mark.parametrize("cells", ["", CELL], ids=["alone", "after another cell"])
@pytest.mark.parametrize(("begin", "end", "status"), [
    (":::{note}", ":::", 1), (":::{code-block}", ":::", 0), ("$$", "$$", 0), ("1. one\n", "", 1),
], ids=["note", "code-block", "formula", "list"])
def test_cell_inside_another_block_is_named_or_shown_as_text(
    book, started, cells, begin, end, status
):
    inside = CELL.replace("\n", "\n   ").rstrip(" ") if begin == "1. one\n" else CELL
    indent = "   " if begin == "1. one\n" else ""
    book.write("lectures/a.md", f"{HEAD.format(title='Page')}\n{cells}\n{begin}\n{indent}{inside}"
                                f"{end}\n")
    fill_store(book.folder)
    run = book.run("render")
    assert run.returncode == status, run.stderr
    if status:
        assert "lectures/a.md:" in run.stderr
        assert "Found an unexpected `code-cell`" in run.stderr
    assert "Traceback" not in run.stderr
    assert started == []


def test_jupyter_book_builds_an_executed_book(book, trap, tmp_path):
    book.write("lectures/a.md", TRAP.format(title="Page") + CELL)
    fill_store(book.folder)
    run = run_jupyter_book(book, trap)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "good page" in (book.folder / "_build/html/lectures/a.html").read_text()
    assert not (tmp_path / "started").exists()
    run = book.run("book", **trap)
    assert run.returncode == 0, run.stderr
    assert "good page" in book.read("lectures/a")


def test_jupyter_book_says_what_to_run_first_and_does_no_harm(book, trap, tmp_path):
    book.write("lectures/a.md", TRAP.format(title="Page") + CELL)
    run = run_jupyter_book(book, trap)
    assert run.returncode == 1
    assert "not executed, or changed since: lectures/a.md; run make execute first" in run.stderr
    assert not (tmp_path / "started").exists()
    book.write("lectures/a.md", HEAD.format(title="Page") + CELL)
    run = book.run("book")
    assert run.returncode == 0, run.stderr
    assert "good page" in book.read("lectures/a")
