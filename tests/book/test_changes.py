"""The page of changes is an Atom feed, to which the head of every page links."""
import re
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from conftest import ROOT, Book
from jaxbook.site.changes import read_title

BASE = "https://example.org/book/"
CHANGES = """\
# See what changed

Words above all changes.

## 2026-03-02: A page & two tables

{doc}`The first page <intro>` is *new*, see [elsewhere](https://example.com/x?a=1&b=2).

### Details

Small.

## 2026-03-02: Another change of that day

Words.

## 2026-01-31: First

(sec-first)=
{ref}`Here <sec-first>`.
"""
NAMES = {"": "http://www.w3.org/2005/Atom"}


def make_book(book: Book, changes: str = CHANGES, base: str = "") -> Book:
    book.write("lectures/changes.md", changes)
    book.write("other.md", "# Other\n")
    book.list_pages(chapters=[{"file": "lectures/changes"}, {"file": "other"}])
    config = book.folder / "_config.yml"
    text = re.sub(r"(?m)^  config:\n", "  config:\n    jaxbook_changes: lectures/changes\n",
                  config.read_text())
    config.write_text(text.replace("html:\n", f'html:\n  baseurl: "{base}"\n', 1))
    return book


def read_feed(book: Book) -> ElementTree.Element:
    """Return the feed, which must have what RFC 4287 demands of a feed and its entries."""
    root = ElementTree.parse(book.folder / "_build/full/html/changes.atom").getroot()
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    assert root.findtext("author/name", namespaces=NAMES)
    entries = root.findall("entry", NAMES)
    for part in [root, *entries]:
        for name in ("id", "title", "updated"):
            (found,) = part.findall(name, NAMES)
            assert found.text
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:0\d:\d\dZ", part.findtext("updated", "", NAMES))
        assert part.findtext("id", "", NAMES).startswith("urn:uuid:")
        kinds = [(link.get("rel"), link.get("type")) for link in part.findall("link", NAMES)]
        assert kinds.count(("alternate", "text/html")) == 1
    ids = [part.findtext("id", "", NAMES) for part in [root, *entries]]
    assert len(ids) == len(set(ids))
    times = [entry.findtext("updated", "", NAMES) for entry in entries]
    assert times == sorted(set(times), reverse=True)  # each its own, the newest first
    assert root.findtext("updated", "", NAMES) == times[0]
    return root


def read_entries(feed: ElementTree.Element) -> list[tuple[str, str, str, str]]:
    """Return title, day, address and content of each entry."""
    return [(entry.findtext("title", "", NAMES), entry.findtext("updated", "", NAMES)[:10],
             entry.find("link", NAMES).get("href"), entry.findtext("content", "", NAMES))
            for entry in feed.findall("entry", NAMES)]


def list_ids(feed: ElementTree.Element) -> list[str]:
    return [part.text for part in feed.iter("{http://www.w3.org/2005/Atom}id")]


def test_feed_has_absolute_links_where_the_address_is_known_and_the_same_ids_elsewhere(book):
    make_book(book, base=BASE)
    assert book.build().returncode == 0
    feed = read_feed(book)
    links = {link.get("rel"): link.get("href") for link in feed.findall("link", NAMES)}
    page = f"{BASE}lectures/changes.html"
    assert links == {"alternate": page, "self": f"{BASE}changes.atom"}
    (first, _, last) = read_entries(feed)
    assert first[:3] == ("A page & two tables", "2026-03-02", f"{page}#a-page-two-tables")
    content = BeautifulSoup(first[3], "html.parser")
    assert [link["href"] for link in content.select("a")] == [
        f"{BASE}lectures/intro.html", "https://example.com/x?a=1&b=2"]
    assert content.em.get_text() == "new"
    assert content.h3.get_text() == "Details"
    assert content.find("h2") is None
    assert f'href="{page}#' in last[3]
    for name, address in {"lectures/intro": "../changes.atom", "other": "changes.atom"}.items():
        (link,) = BeautifulSoup(book.read(name), "html.parser").select(
            "head > link[rel=alternate][type='application/atom+xml']")
        assert link["href"] == address
        assert link["title"] == "JAX, Measured: See what changed"

    config = book.folder / "_config.yml"
    config.write_text(config.read_text().replace(BASE, ""))
    assert book.build().returncode == 0
    at_home = read_feed(book)
    assert list_ids(at_home) == list_ids(feed)
    assert [link.get("href") for link in at_home.findall("link", NAMES)] == [
        "lectures/changes.html"]
    (first, _, last) = read_entries(at_home)
    content = BeautifulSoup(first[3], "html.parser")
    assert [link["href"] for link in content.select("a")] == ["https://example.com/x?a=1&b=2"]
    assert "The first page is new" in content.get_text()
    assert "<a" not in last[3]


def test_titles_of_another_form_are_named_with_their_lines(book):
    make_book(book, "# Changes\n\n## 2026-01-31: Old\n\nWords.\n\n## 2026-02-01: Newer\n\n"
                    "## In March: Three pages\n\n## 2026-01-01: Oldest\n")
    said = book.build().stderr
    assert "lectures/changes.md:7: WARNING: this change is newer than the one above" in said
    assert "lectures/changes.md:9: WARNING: the title 'In March: Three pages' does not say" in said
    assert said.count("WARNING") == 2


def test_book_that_leaves_the_page_out_has_no_feed_and_hears_it(book):
    make_book(book)
    book.list_pages(chapters=[{"file": "other"}])
    run = book.build()
    assert run.returncode == 0, run.stderr
    assert "no feed of changes, because _toc.yml does not list lectures/changes" in run.stdout
    assert not (book.folder / "_build/full/html/changes.atom").exists()
    assert "atom+xml" not in book.read("other")


@pytest.mark.parametrize("title", ["2026-13-01: Words", "20260101: Words", "2026-01-01 Words",
                                   "2026-01-01:", "Words", "1.2: Words"])
def test_title_of_a_change_begins_with_a_date(title):
    assert read_title(title) is None


def test_our_changes_are_a_feed(site):
    text = (site / "changes.atom").read_text(encoding="utf-8")
    page = (ROOT / "lectures/changes.md").read_text(encoding="utf-8")
    assert text.count("<entry>") == len(re.findall(r"(?m)^## ", page)) > 5
