"""Measure how the time of a build grows with the number of pages.

`python tools/growth.py [N ...]` makes, in a temporary folder, a book of N small notebooks with the
options of this one. It prints the seconds that commands take, in this order: execute, render, then
book after no change, after a new sentence on one page, and after a new title of that page.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml
from tabulate import tabulate

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = ("pages", "execute", "render", "nothing changed", "one sentence", "one title")
PAGE = """\
---
jupytext: {{text_representation: {{extension: .md, format_name: myst}}}}
kernelspec: {{display_name: Python 3, language: python, name: python3}}
---
# Page {n}

```{{code-cell}} ipython3
import numpy as np

x = np.arange({n})
```

Words.

```{{code-cell}} ipython3
print(x.sum())
```
"""


def write_book(folder: Path, pages: int) -> None:
    """Write a book of so many notebooks with the options, styles and packages of this one."""
    for name in ("_static", "_templates"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "requirements.txt", folder)
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    for name in ("jaxbook_form", "intersphinx_mapping"):  # of lectures, and of files that they have
        config["sphinx"]["config"].pop(name, None)
    config.pop("bibtex_bibfiles", None)
    (folder / "_config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    names = [f"lectures/page{n}" for n in range(pages)]
    chapters = [{"file": name} for name in names[1:]]
    toc = {"format": "jb-book", "root": names[0], "chapters": chapters}
    (folder / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf-8")
    (folder / "lectures").mkdir()
    for n, name in enumerate(names):
        (folder / f"{name}.md").write_text(PAGE.format(n=n), encoding="utf-8")


def clock(book: Path, command: str) -> float:
    """Return the seconds that a command takes; end the program with its errors if it fails."""
    start = time.perf_counter()
    run = subprocess.run([sys.executable, "-m", "jaxbook", "--book", str(book), command], cwd=ROOT,
                         env=os.environ | {"EDITION": "full", "SHARD": ""}, check=False, text=True,
                         stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if run.returncode:
        raise SystemExit(f"error: {command} ended with status {run.returncode}:\n{run.stderr}")
    return time.perf_counter() - start


def edit(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def measure(book: Path, pages: int) -> list[float]:
    """Return the row of the table for a book of so many pages."""
    write_book(book, pages)
    seconds = [clock(book, command) for command in ("execute", "render", "book")]
    page = book / "lectures" / f"page{pages // 2}.md"
    edit(page, "Words.", "Words, and more of them.")
    seconds.append(clock(book, "book"))
    edit(page, "# Page", "# Another page")
    return [pages, *seconds, clock(book, "book")]


def main(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = []
        for pages in sizes:
            book = Path(folder, str(pages))
            book.mkdir()
            rows.append(measure(book, pages))
    print("seconds")
    print(tabulate(rows, headers=COLUMNS, floatfmt=".1f"))


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [50, 200])
