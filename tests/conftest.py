"""What several test modules share: a small book to build in this process, and the book's own site.

`--page lectures/jit` runs only the tests that concern this page: `make check` uses it. Tests marked
`long` run if JAXBOOK_PROOFS is set: `make test-all` does that, and the workflows call it.
"""
import contextlib
import gc
import io
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import nbformat
import pytest
import yaml
from sphinx.locale import translators

import often
from jaxbook.cli import main
from reader import find_folder, is_complete

ROOT = Path(__file__).resolve().parents[1]
EDITION = os.environ.get("EDITION") or "full"
SITE = ROOT / "_build" / EDITION / "html"
with_solutions = pytest.mark.skipif(EDITION == "student", reason="this edition has no solutions")

# Options that name files which small books do not have, or ask for the form of this book.
OF_THIS_BOOK = re.compile(
    r"\n *(jaxbook_(form|changes|link_terms):.*|bibtex_\w+:.*|intersphinx_mapping:.*(\n {6}.*)*)")
HEAD = """\
---
jupytext: {{text_representation: {{extension: .md, format_name: myst}}}}
kernelspec: {{display_name: Python 3, language: python, name: python3}}
---
# {title}
"""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long(quick_alone, but): a further case of its kind; `make "
                            "test-all` runs it, `make check` if it is quick for one page alone; "
                            "`but` has the ids of the cases that always run")


def pytest_report_header(config: pytest.Config) -> str:
    """Say what the tests will install, and how to avoid it."""
    if is_complete(find_folder()) or config.args != [str(ROOT / "tests")]:
        return ""
    return ("the tests of pages install the packages of a reader into _build/bare (0.9 GB); "
            "make test-unit and make test-site do without them")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--page", help="run only the tests that concern this page, such as jit "
                                    "or lectures/jit")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip long tests; keep those whose id in brackets names the page, exercises or solutions."""
    wanted = config.getoption("--page")
    if not any("::" in name for name in config.args):  # or the cases are not all here
        ids = {(item.function, item.callspec.id) for item in items if hasattr(item, "callspec")}
        for item in items:
            mark = item.get_closest_marker("long")
            for name in mark.kwargs.get("but", ()) if mark else ():
                assert (item.function, name) in ids, f"{item.name}: `but` has no case {name}"
    if not os.environ.get("JAXBOOK_PROOFS"):
        for item in items:
            mark = item.get_closest_marker("long")
            if mark and not (wanted and mark.kwargs.get("quick_alone")) and (
                    "but" not in mark.kwargs or item.callspec.id not in mark.kwargs["but"]):
                item.add_marker(pytest.mark.skip(reason="it takes long; make test-all runs it"))
    if not wanted:
        return
    name = wanted.removesuffix(".md")
    stem = name.split("/")[-1]
    names = {name} if "/" in name else {stem, *(f"{folder}/{stem}" for folder in
                                                ("lectures", "exercises", "solutions"))}
    names |= {stem} if name.startswith("exercises/") else set()  # tests of exercises name the stem
    kept = [item for item in items if names & set(read_id(item))]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def pytest_sessionfinish() -> None:
    gc.freeze()  # or pytest, and Python, would search all pages that were read for garbage


def read_id(item: pytest.Item) -> list[str]:
    """Return the parts of a test's id in brackets, without suffixes of files."""
    inside = item.name.partition("[")[2].removesuffix("]")
    return [part.removesuffix(".html").removesuffix(".md") for part in inside.split("-")]


@dataclass(frozen=True)
class Result:
    """What a command returned and printed."""

    returncode: int
    stdout: str
    stderr: str


class Book:
    """A book in a folder of its own that uses the options of this one."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir()
        shutil.copytree(ROOT / "_static", folder / "_static")
        shutil.copytree(ROOT / "_templates", folder / "_templates")
        shutil.copy(ROOT / "requirements.txt", folder)
        config = (ROOT / "_config.yml").read_text()
        (folder / "_config.yml").write_text(OF_THIS_BOOK.sub("", config))
        self.write("lectures/intro.md", "# Small\n\nWords.\n")

    def write(self, name: str, text: str) -> None:
        """Write a source file and list all pages in `_toc.yml`."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        self.list_pages()

    def list_pages(self, **more: object) -> None:
        """Write `_toc.yml` with all pages that there are, in alphabetical order."""
        pages = [p.relative_to(self.folder) for p in self.folder.glob("*/*.md")]
        names = sorted(p.with_suffix("").as_posix() for p in pages if p.parts[0] != "solutions")
        toc: dict = {"format": "jb-book", "root": "lectures/intro"} | more
        if chapters := [{"file": name} for name in names if name != toc["root"]]:
            toc.setdefault("chapters", chapters)
        (self.folder / "_toc.yml").write_text(yaml.safe_dump(toc))

    def write_notebook(self, name: str, *cells: str, title: str = "Page") -> None:
        """Write a notebook of code cells; a cell may begin with a line of options."""
        fences = "".join(f"\n```{{code-cell}} ipython3\n{cell}\n```\n" for cell in cells)
        self.write(name, HEAD.format(title=title) + fences)

    def configure(self, **sections: object) -> None:
        """Add options to sections of `_config.yml`."""
        path = self.folder / "_config.yml"
        config = yaml.safe_load(path.read_text())
        for name, options in sections.items():
            config[name] = ((config.get(name) or {}) | options if isinstance(options, dict)
                            else options)
        path.write_text(yaml.safe_dump(config, sort_keys=False))

    def limit(self, timeout_s: int) -> None:
        """Set the time limit of a cell, in seconds."""
        config = self.folder / "_config.yml"
        config.write_text(config.read_text().replace("timeout: 600", f"timeout: {timeout_s}"))

    def run(self, command: str, *arguments: str, **environment: str) -> Result:
        """Run a command of `python -m jaxbook` on this book, in this process."""
        settings = {"EDITION": "", "DEVICE": "", "SHARD": "", "GITHUB_REPOSITORY": ""}
        out, err = io.StringIO(), io.StringIO()
        translators.clear()  # Sphinx would add to those of the book before
        with (mock.patch.dict(os.environ, settings | environment), contextlib.chdir(self.folder),
              contextlib.redirect_stdout(out), contextlib.redirect_stderr(err)):
            status = main(["--book", str(self.folder), command, *arguments])
        often.settle()
        return Result(status, out.getvalue(), err.getvalue())

    def build(self, **environment: str) -> Result:
        """Execute, then render if that worked."""
        return self.run("book", **environment)

    def copy(self, folder: Path, *, built: bool = False) -> "Book":
        """Return a copy in another folder, of the sources alone or with what was built."""
        skip = None if built else shutil.ignore_patterns("_build")
        shutil.copytree(self.folder, folder, ignore=skip)
        copy = Book.__new__(Book)
        copy.folder = folder
        return copy

    def read(self, page: str, edition: str = "full") -> str:
        """Return the HTML of a built page."""
        return (self.folder / "_build" / edition / "html" / f"{page}.html").read_text()

    def read_notebook(self, page: str, edition: str = "full") -> nbformat.NotebookNode:
        """Return the notebook of a built page, which must be a valid one."""
        site = self.folder / "_build" / edition / "html"
        notebook = nbformat.read(site / "notebooks" / f"{page}.ipynb", as_version=4)
        nbformat.validate(notebook)
        return notebook

    def read_site(self, edition: str = "full") -> dict[str, bytes]:
        """Return the content of each file of the site."""
        site = self.folder / "_build" / edition / "html"
        return {str(p.relative_to(site)): p.read_bytes() for p in site.rglob("*") if p.is_file()}


@pytest.fixture(scope="session")
def good_book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    book = Book(tmp_path_factory.mktemp("good") / "book")
    book.write_notebook("lectures/a.md", "print('good', 'page')")
    run = book.build()
    assert run.returncode == 0, run.stderr
    return book


@pytest.fixture
def built(good_book: Book, tmp_path: Path) -> Book:
    """A book with a good site; its one notebook, `lectures/a`, prints `good page`."""
    return good_book.copy(tmp_path / "book", built=True)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path / "book")


@pytest.fixture(scope="session")
def site() -> Path:
    """The built site of this book; `make test` builds it first."""
    assert (SITE / "index.html").exists(), "no site: run make book"
    return SITE
