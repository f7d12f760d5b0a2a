"""Pages describe themselves, and the address of the site reaches their cards and the 404."""
import pytest
from bs4 import BeautifulSoup
from docutils import nodes

from jaxbook.site.head import find_question

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


def test_page_loads_one_style_sheet_and_no_script_of_the_search(book):
    book.write_notebook("lectures/a.md", "x = 1")
    (book.folder / "_static" / "book.css").write_text("/* a comment */\np.ours { color: red }\n")
    assert book.build().returncode == 0
    page = BeautifulSoup(book.read("lectures/a"), "html5lib")
    (sheet,) = page.select("link[rel=stylesheet]")
    assert sheet["href"].startswith("../_static/site.css?v=")
    joined = (book.folder / "_build/full/html/_static/site.css").read_text()
    assert "p.ours { color: red }" in joined
    assert ".toctree-l1" in joined  # Furo's
    assert "a comment" not in joined
    scripts = " ".join(tag["src"] for tag in page.select("script[src]"))
    assert "doctools.js" not in scripts
    assert "sphinx_highlight.js" not in scripts
    search = book.read("search")
    assert "doctools.js" in search
    assert "sphinx_highlight.js" in search


def test_page_loads_files_of_sphinx_design_only_if_it_uses_them(book):
    book.write("lectures/a.md", "# A\n\n````{tab-set}\n```{tab-item} T\nWords.\n```\n````\n")
    book.write("lectures/b.md", "# B\n\n```{dropdown} More\nWords about sd-tab.\n```\n")
    assert book.build().returncode == 0
    loaded = {}
    for page in ("lectures/a", "lectures/b", "lectures/intro", "search", "404"):
        soup = BeautifulSoup(book.read(page), "html5lib")
        tags = soup.select("link[rel=stylesheet], script[src]")
        names = {(tag.get("href") or tag["src"]).split("?")[0].split("/")[-1] for tag in tags}
        loaded[page] = names & {"sphinx-design.min.css", "design-tabs.js", "proof.css"}
    assert loaded == {
        "lectures/a": {"sphinx-design.min.css", "design-tabs.js"},
        "lectures/b": {"sphinx-design.min.css"}, "lectures/intro": set(), "search": set(),
        "404": set()}


def test_description_of_a_page_is_its_question(book):
    book.write("lectures/a.md", "# A\n\n**Question.** Why *so* & not \"else\"? **Time:** 1\n")
    assert book.build().returncode == 0
    page = BeautifulSoup(book.read("lectures/a"), "html5lib")
    for name in ("meta[name=description]", "meta[property='og:description']"):
        assert page.select_one(name)["content"] == 'Why so & not “else”?'
    other = BeautifulSoup(book.read("lectures/intro"), "html5lib")
    assert other.select("meta[name=description]") == []
    assert other.select_one("meta[property='og:title']")["content"] == "Small"


def make_paragraph(*parts: nodes.Node) -> nodes.Element:
    return nodes.section("", nodes.paragraph("", "", *parts))


def test_question_ends_where_the_next_bold_word_begins():
    # MyST puts an empty text before a bold word that begins a paragraph.
    words = nodes.Text(""), nodes.strong(text="Question."), nodes.Text(" Why\n so? ")
    rest = nodes.strong(text="Time:"), nodes.Text(" 1")
    assert find_question(make_paragraph(*words, *rest), "Question.") == "Why so?"


def test_page_without_a_question_has_none():
    note = make_paragraph(nodes.strong(text="Note."), nodes.Text(" Why?"))
    assert find_question(note, "Question.") is None
