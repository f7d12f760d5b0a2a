"""The order in which extensions are loaded decides what its comments say, and nothing else."""
import gc
import shutil

import pytest
from bs4 import BeautifulSoup
from sphinx.environment.collectors.toctree import TocTreeCollector

import jaxbook.site
from conftest import HEAD, Book
from jaxbook.site import sources
from runs import fill_store

CI = {"GITHUB_REPOSITORY": "Fork/Book", "GITHUB_SERVER_URL": "https://github.com"}
LECTURE = """
**Question.** What is one? **You need** numbers.

One is one.{claim}`one` So is `numpy.sum` of it.

## Deeper: look further

A {term}`sum` of more, by `numpy.sum`.

```{code-cell} ipython3
import numpy as np
print(np.sum([1]))
```

## A sum

This is `numpy.sum`.

```{code-cell} ipython3
print(np.sum([1]))
```

## Checks

```{code-cell} ipython3
:tags: [check, hide-input]

print("PASS | one: one is one | 1 | == 1 | ± 0 | by hand")
```
"""
NAMES = """\
# Names

```{names}
```

```{glossary}
sum
  All together.
```
"""
INVENTORY = """\
# Sphinx inventory version 1
# Project: numpy
# Version: none
numpy.sum function generated/numpy.sum.html
"""
PAGE = """\
(sec-table)=
## A table

| a | b |
|---|---|
| 1 | 2 |

$$
a = b
$$ (eq-one)

```{exercise} One
:label: ex-one

See {ref}`sec-table` and {eq}`eq-one`.
```
"""
SOLUTION = "```{solution} ex-one\n:label: sol-one\n\nDone.\n```\n"


@pytest.fixture(scope="module")
def executed(tmp_path_factory) -> Book:
    book = Book(tmp_path_factory.mktemp("order") / "book")
    book.write_notebook("exercises/a.md", 'draw("a figure")')
    path = book.folder / "exercises/a.md"
    path.write_text(f"{path.read_text()}\n{PAGE}")
    book.write("solutions/a.md", SOLUTION)
    book.write("lectures/b.md", HEAD.format(title="One") + LECTURE)
    book.write("lectures/ledger.md", "# Ledger\n\n```{ledger}\n```\n")
    book.write("lectures/names.md", NAMES)
    (book.folder / "numpy.txt").write_text(INVENTORY)
    config = book.folder / "_config.yml"
    config.write_text(config.read_text().replace("  config:\n", """\
  config:
    jaxbook_link_terms: true
    intersphinx_mapping: {numpy: ["https://example.org/", numpy.txt]}
"""))
    fill_store(book.folder)
    return book


def move(name: str, before: str) -> tuple[str, ...]:
    """Return the extensions with one of them moved."""
    name, before = (full(short) for short in (name, before))
    others = [extension for extension in jaxbook.site.EXTENSIONS if extension != name]
    others.insert(others.index(before), name)
    return tuple(others)


def full(name: str) -> str:
    return name if name in jaxbook.site.EXTENSIONS else f"jaxbook.site.{name}"


def forget_earlier_builds() -> None:
    """Forget what earlier builds in this process connected.

    sphinx-external-toc 1.1 disconnects the collectors of all builds that it finds in memory, by
    numbers that mean other handlers if the order is another.
    """
    for found in gc.get_objects():
        if isinstance(found, TocTreeCollector):
            found.listener_ids = None


@pytest.fixture
def render(executed, monkeypatch):
    """A function that renders the book from nothing with the extensions in an order."""
    def render_in(order: tuple[str, ...]):
        assert sorted(order) == sorted(jaxbook.site.EXTENSIONS)
        with monkeypatch.context() as patch:
            patch.setattr(jaxbook.site, "EXTENSIONS", order)
            patch.setattr(sources, "BOOKS", {})  # as in a process that has built no book yet
            forget_earlier_builds()
            shutil.rmtree(executed.folder / "_build" / "full", ignore_errors=True)
            return executed.run("render", **CI)
    return render_in


def read_sheet_of_404(book: Book) -> str:
    page = BeautifulSoup(book.read("404"), "html5lib")
    return page.select_one("link[rel=stylesheet]")["href"]


def test_head_after_launch_tells_the_404_page_the_address_of_the_site(executed, render):
    assert render(jaxbook.site.EXTENSIONS).returncode == 0
    assert read_sheet_of_404(executed).startswith("/Book/_static/")
    assert render(move("head", before="launch")).returncode == 0
    assert read_sheet_of_404(executed).startswith("/_static/")


@pytest.mark.parametrize(("name", "before", "said"), [
    ("launch", "sources", "KeyError"),
    ("sphinx_external_toc", "jupyter_book", "'use_multitoc_numbering' already present"),
])
def test_build_breaks_off_in_another_order(render, name, before, said):
    run = render(move(name, before))
    assert run.returncode == 1
    assert said in run.stderr


@pytest.mark.parametrize(("name", "before", "page", "words"), [
    ("reading", "claims", "lectures/b", "1 claims checked"),
    ("names", "reading", "lectures/names", 'href="b.html#a-sum"'),
])
def test_page_shows_what_an_earlier_extension_has_found(
    executed, render, name, before, page, words
):
    assert render(jaxbook.site.EXTENSIONS).returncode == 0
    assert words in executed.read(page)
    assert render(move(name, before)).returncode == 0
    assert words not in executed.read(page)


def test_nothing_else_depends_on_the_order(executed, render):
    run = render(jaxbook.site.EXTENSIONS)
    assert run.returncode == 0, run.stderr
    before = executed.read_site()
    # Backwards, but for the facts above, and MyST-NB first.
    order = ["myst_nb", "jupyter_book", *map(full, (
        "sources", "launch", "head", "claims", "reading", "names"))]
    others = [name for name in reversed(jaxbook.site.EXTENSIONS) if name not in order]
    run = render((*order[:2], *others[: len(others) // 2], *order[2:], *others[len(others) // 2:]))
    assert run.returncode == 0, run.stderr
    after = executed.read_site()
    assert [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
            ] == []
