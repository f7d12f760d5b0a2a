"""Measure how the time of a build grows with the number of pages.

`python tests/growth.py [N ...]` builds, in a temporary folder, a book of N small notebooks by the
extensions and options of this one. It prints the seconds of executing and of rendering it from
nothing, of a build where nothing changed, and of one where the prose of one page changed.
"""
import sys
import tempfile
import time
from pathlib import Path

from tabulate import tabulate

from conftest import Book

CELLS = ("import numpy as np\n\nx = np.arange({n})", "print(x.sum())")
COLUMNS = ("pages", "execute", "render", "nothing changed", "one page's prose changed")


def clock(book: Book, *steps: str) -> float:
    """Return the seconds that the steps take, one after the other; fail if one of them does."""
    start = time.perf_counter()
    for step in steps:
        run = book.run(step)
        assert run.returncode == 0, run.stderr
    return time.perf_counter() - start


def measure(pages: int, folder: Path) -> list[float]:
    """Return the row of a book of so many notebooks."""
    book = Book(folder / str(pages))
    book.timeout_s = 60 + 10 * pages
    for n in range(pages):
        cells = [cell.format(n=n) for cell in CELLS]
        book.write_notebook(f"lectures/page{n}.md", *cells, title=f"Page {n}")
    both = ("execution", "rendering")
    seconds = [clock(book, "execution"), clock(book, "rendering"), clock(book, *both)]
    page = book.folder / "lectures" / "page0.md"
    page.write_text(page.read_text() + "\nMore words.\n")
    return [pages, *seconds, clock(book, *both)]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        rows = [measure(int(n), Path(folder)) for n in sys.argv[1:] or (50, 200)]
    print("seconds")
    print(tabulate(rows, headers=COLUMNS, floatfmt=".1f"))
