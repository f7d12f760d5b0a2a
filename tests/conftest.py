"""What several test modules share: a small book to build, and the book's own site."""
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
EDITION = os.environ.get("EDITION") or "full"
SITE = ROOT / "_build" / EDITION / "html"
with_solutions = pytest.mark.skipif(EDITION == "student", reason="this edition has no solutions")

HEAD = """\
---
jupytext: {{text_representation: {{extension: .md, format_name: myst}}}}
kernelspec: {{display_name: Python 3, language: python, name: python3}}
---
# {title}
"""


class Book:
    """A book in a folder of its own that uses the extensions and options of this one."""

    timeout_s = 300  # of a step; books of many pages need more

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir()
        skip = shutil.ignore_patterns("__pycache__")
        for name in ("_ext", "_static"):
            shutil.copytree(ROOT / name, folder / name, ignore=skip)
        shutil.copy(ROOT / "requirements.txt", folder)
        (folder / "_config.yml").write_text((ROOT / "_config.yml").read_text())
        self.write("lectures/intro.md", "# Small\n\nWords.\n")

    def write(self, name: str, text: str) -> None:
        """Write a source file and list all pages in `_toc.yml`."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        pages = [p.relative_to(self.folder) for p in self.folder.glob("*/*.md")]
        names = sorted(p.with_suffix("").as_posix() for p in pages if p.parts[0] != "solutions")
        toc = {"format": "jb-book", "root": "lectures/intro"}
        if chapters := [{"file": name} for name in names if name != toc["root"]]:
            toc["chapters"] = chapters
        (self.folder / "_toc.yml").write_text(yaml.safe_dump(toc))

    def write_notebook(self, name: str, *cells: str, title: str = "Page") -> None:
        """Write a notebook of code cells; a cell may begin with a line of options."""
        fences = "".join(f"\n```{{code-cell}} ipython3\n{cell}\n```\n" for cell in cells)
        self.write(name, HEAD.format(title=title) + fences)

    def limit(self, timeout_s: int) -> None:
        """Set the time limit of a cell, in seconds."""
        config = self.folder / "_config.yml"
        config.write_text(config.read_text().replace("timeout: 600", f"timeout: {timeout_s}"))

    def run(self, step: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        """Run a script of `_ext`, such as `execution` or `rendering`; return what it printed."""
        return subprocess.run(
            [sys.executable, f"_ext/{step}.py", *arguments], cwd=self.folder, text=True,
            capture_output=True, check=False, timeout=self.timeout_s,
            env=os.environ | {"EDITION": "", "DEVICE": "", "SHARD": ""} | environment,
        )

    def build(self, **environment: str) -> subprocess.CompletedProcess:
        """Execute, then render if that worked."""
        run = self.run("execution", **environment)
        return self.run("rendering", **environment) if run.returncode == 0 else run

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
