"""The old address of a page that moved leads on to the new one; other entries are refused."""
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from conftest import Book
from jaxbook.site.moved import find_faults

MOVED = "{lectures/old: lectures/new, start: lectures/new, a b: lectures/intro}"


def set_moved(book: Book, moved: str) -> None:
    config = book.folder / "_config.yml"
    text = re.sub(r"\n *jaxbook_moved:.*", "", config.read_text())
    config.write_text(re.sub(r"(?m)^  config:\n", f"  config:\n    jaxbook_moved: {moved}\n", text))


@pytest.fixture(scope="module")
def moved(tmp_path_factory) -> Book:
    book = Book(tmp_path_factory.mktemp("moved") / "book")
    book.write("lectures/new.md", "# New & better\n")
    set_moved(book, MOVED)
    run = book.build()
    assert run.returncode == 0, run.stderr
    return book


def find_target(book: Book, old: str) -> Path:
    """Return the file to which an old page leads without scripts, and by its link."""
    page = BeautifulSoup(book.read(old), "html5lib")
    url = page.select_one("noscript").decode_contents().partition("url=")[2].partition('"')[0]
    assert page.a["href"] == url
    site = book.folder / "_build/full/html"
    return ((site / old).parent / url).resolve().relative_to(site.resolve())


def test_old_pages_lead_on_without_scripts(moved):
    assert find_target(moved, "lectures/old") == Path("lectures/new.html")
    assert find_target(moved, "start") == Path("lectures/new.html")
    assert find_target(moved, "a b") == Path("lectures/intro.html")
    page = BeautifulSoup(moved.read("start"), "html5lib")
    assert (page.h1.get_text(), page.title.get_text()) == ("This page has moved", "New & better")
    assert not (moved.folder / "_build/full/html/sitemap.xml").exists()  # no address is known


def test_wrong_entries_are_refused_in_one_sentence_each(moved):
    set_moved(moved, "{lectures/new: lectures/intro, lectures/old: lectures/nev}")
    run = moved.run("render")
    assert run.returncode == 1
    assert run.stderr == (
        "error: _config.yml: jaxbook_moved: lectures/new is a page of the book, which a redirect "
        "would replace; leave out the line, or rename the page\n"
        "error: _config.yml: jaxbook_moved: lectures/old: there is no page lectures/nev to lead "
        "to; write lectures/new\n")


@pytest.mark.parametrize(("entries", "said"), [
    ({"new": "intro"}, "new is a page of the book"),
    ({"old": "nev"}, "old: there is no page nev to lead to; write new"),
    ({"x": "old", "old": "new"}, "x: there is no page old to lead to; write new"),
    ({"old.html": "new"}, "old.html: write the page without a suffix"),
    ({"../old": "new"}, "../old: write the page without a suffix"),
    ({"/old": "new"}, "/old: write the page without a suffix"),
    ({"a/.old": "new"}, "a/.old: write the page without a suffix"),
    ({"old": "new.md"}, "old: there is no page new.md to lead to; write new"),
    ({"old": "new", "a/b.c": "intro"}, ""),
], ids=["page", "no target", "chain", "suffix", "outside", "root", "hidden", "target with suffix",
        "nothing wrong"])
def test_entry_that_cannot_be_right(entries, said):
    found = list(find_faults(entries, ["intro", "new"]))
    assert len(found) == bool(said)
    assert said in "".join(found)
