"""A figure that the browser computes: nothing of it is loaded or shown before the reader asks.

What it does then is seen in `tests/browser/test_live.py`.
"""
import gzip
import re

import pytest
from bs4 import BeautifulSoup

from conftest import HEAD, Book
from runs import fill_store

CONTROLS = """\
```{live} js/library.js js/drawing.js
:figure: fig-two

x: {label: "The x & the y", min: 0, max: 1, value: 0.5, step: 0.25}
n: {label: Count, min: 1, max: 9, value: 3}
```
"""
PAGE = f"{HEAD.format(title='Move it')}\nBefore.\n\n{CONTROLS}\nAfter.\n"


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Book:
    book = Book(tmp_path_factory.mktemp("live") / "book")
    folder = book.folder / "lectures" / "js"
    folder.mkdir(parents=True)
    (folder / "library.js").write_text("const numbers = [1, 2, 3];\n" * 99)
    (folder / "drawing.js").write_text("document.title = numbers;\n")
    book.write("lectures/move.md", PAGE + "\n```{code-cell}\n1 + 1\n```\n")
    fill_store(book.folder)
    run = book.run("render")
    assert run.returncode == 0, run.stderr
    return book


def test_page_has_a_button_with_the_size_and_sliders_with_labels(book):
    site = book.folder / "_build/full/html"
    tree = BeautifulSoup((site / "lectures/move.html").read_text(), "html.parser")
    box = tree.select_one("div.live")
    assert box.has_attr("hidden") and box["id"] == "live-fig-two"
    assert not tree.select("script[src*=library], script[src*=drawing]")
    files = [site / "lectures" / src.partition("?")[0] for src in box["data-scripts"].split()]
    assert [file.name for file in files] == ["library.js", "drawing.js"]
    size = sum(len(gzip.compress(file.read_bytes())) for file in files)
    assert box.button.get_text() == f"Load {-(-size // 1000)} KB and try it here"
    assert box.fieldset.has_attr("disabled")
    assert [label.get_text() for label in box.select("label")] == ["The x & the y", "Count"]
    for label, field in zip(box.select("label"), box.select("input"), strict=True):
        assert label["for"] == field["id"]
    assert [field["step"] for field in box.select("input")] == ["0.25", "1"]


def test_copies_have_what_stands_around_it_alone(book):
    site = book.folder / "_build/full/html"
    for copy in (site / "lectures/move.md", site / "notebooks/lectures/move.ipynb"):
        text = copy.read_text()
        assert "Before." in text and "After." in text
        assert not re.search("Count|live|KB and try", text), copy
    assert "KB and try" not in (site / "searchindex.js").read_text()


def test_another_script_has_another_address(book, tmp_path):
    copy = book.copy(tmp_path / "copy", built=True)
    (copy.folder / "lectures/js/drawing.js").write_text("document.title = 'new';\n")
    assert copy.run("render").returncode == 0
    clean = copy.copy(tmp_path / "clean")
    fill_store(clean.folder)
    assert clean.run("render").returncode == 0
    assert copy.read_site() == clean.read_site() != book.read_site()


WRONG = [
    (":figure: fig-two\n", "", "write the option `:figure:`"),
    ("library.js", "missing.js", "there is no script lectures/js/missing.js"),
    ("max: 9", "max: 2", "the slider n is"),
    ("label: Count, ", "", "the slider n is"),
    ("value: 3}", "value: 3", "the sliders are not valid YAML"),
    ("\nx: {", "\n# x: {", None),  # one slider is enough
]


def test_what_is_wrong_is_said_with_its_place(book, tmp_path):
    copy = book.copy(tmp_path / "copy", built=True)
    for number, (old, new, _) in enumerate(WRONG):
        assert old in CONTROLS
        copy.write(f"lectures/wrong{number}.md", f"# Wrong\n\n{CONTROLS.replace(old, new)}")
    run = copy.run("render")
    assert run.returncode == 1
    for number, (*_, said) in enumerate(WRONG):
        here = f"lectures/wrong{number}.md:3"
        places = [line for line in run.stderr.splitlines() if here in line]
        assert len(places) == (said is not None), run.stderr
        assert not places or said in places[0]
