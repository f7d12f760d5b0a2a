"""The address of the site reaches cards and 404; an unknown style sheet is an error."""
import pytest
from bs4 import BeautifulSoup
from docutils import nodes

from lean import find_question

BASE = "https://example.org/book/"


def set_option(book, old: str, new: str) -> None:
    config = book.folder / "_config.yml"
    text = config.read_text()
    assert old in text
    config.write_text(text.replace(old, new))


@pytest.mark.parametrize("base", ["", BASE])
def test_addresses_are_absolute_where_the_base_is_known(book, base):
    set_option(book, "html:\n", f'html:\n  baseurl: "{base}"\n')
    assert book.build().returncode == 0
    page = BeautifulSoup(book.read("lectures/intro"), "html5lib")
    shown = {tag["property"]: tag["content"] for tag in page.select("meta[property]")}
    assert shown.get("og:url") == (f"{BASE}lectures/intro.html" if base else None)
    assert shown.get("og:image") == (f"{BASE}_static/card.png" if base else None)
    lost = BeautifulSoup(book.read("404"), "html5lib")
    (sheet,) = lost.select("link[rel=stylesheet]")
    assert sheet["href"].startswith("/book/_static/site.css" if base else "/_static/site.css")


def test_unknown_style_sheet_is_an_error_that_names_it(book):
    (book.folder / "_static" / "other.css").write_text("p { color: red }")
    run = book.build()
    assert run.returncode == 1
    assert "other.css is loaded by no page" in run.stdout + run.stderr


def make_paragraph(*parts: nodes.Node) -> nodes.Element:
    return nodes.section("", nodes.paragraph("", "", *parts))


def test_question_ends_where_the_next_bold_word_begins():
    # MyST puts an empty text before a bold word that begins a paragraph.
    words = nodes.Text(""), nodes.strong(text="Question."), nodes.Text(" Why\n so? ")
    rest = nodes.strong(text="Time:"), nodes.Text(" 1")
    assert find_question(make_paragraph(*words, *rest)) == "Why so?"


def test_page_without_a_question_has_none():
    assert find_question(make_paragraph(nodes.strong(text="Note."), nodes.Text(" Why?"))) is None
