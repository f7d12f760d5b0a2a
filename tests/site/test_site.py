"""The built site holds together: links, anchors, heads, ids, and nothing from elsewhere."""
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont
from PIL import Image

from cache import list_pages
from conftest import SITE

PAGES = [f"{page}.html" for page in list_pages()]
every_page = pytest.mark.parametrize("name", PAGES)


@cache
def read(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib")


def find_links(name: str) -> list[tuple[str, str]]:
    """Return (tag, address) of everything on a page that points somewhere."""
    page = read(SITE / name)
    # The canonical address, which a site with an address has, is not loaded.
    links = page.select("a[href], link[href]:not([rel=canonical])")
    links = [(tag.name, tag["href"]) for tag in links]
    return links + [(tag.name, tag["src"]) for tag in page.find_all(src=True)]


@every_page
def test_every_internal_link_and_anchor_resolves(site, name):
    wrong = []
    for _, address in find_links(name):
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            continue
        target = (site / name).parent / unquote(parts.path) if parts.path else site / name
        if not target.is_file():
            wrong.append(address)
        elif parts.fragment and target.suffix == ".html":
            found = read(target.resolve()).find(id=unquote(parts.fragment))
            if found is None and parts.fragment not in {"", "furo-main-content"}:
                wrong.append(address)
    assert wrong == []


@every_page
def test_page_loads_nothing_from_elsewhere(site, name):
    loaded = [(tag, a) for tag, a in find_links(name) if tag != "a" and urlsplit(a).netloc]
    assert loaded == []


@every_page
def test_page_has_a_title_a_description_and_one_h1(site, name):
    page = read(site / name)
    assert page.title.text.strip()
    (description,) = page.select("meta[name=description]")
    assert 40 <= len(description["content"]) <= 250
    assert len(page.find_all("h1")) == 1


def test_titles_and_descriptions_differ(site):
    pages = [read(site / name) for name in PAGES]
    assert len({page.title.text for page in pages}) == len(PAGES)
    descriptions = {page.select_one("meta[name=description]")["content"] for page in pages}
    assert len(descriptions) == len(PAGES)


@every_page
def test_a_page_is_described_by_its_question(site, name):
    page = read(site / name)
    asked = next(p for p in page.select("article p") if p.get_text().startswith("Question."))
    description = page.select_one("meta[name=description]")["content"]
    assert description.endswith("?")
    assert f"Question. {description}" in " ".join(asked.get_text().split())


@every_page
def test_page_loads_one_style_sheet_and_no_script_of_the_search_page(site, name):
    page = read(site / name)
    sheets = [urlsplit(tag["href"]).path for tag in page.select("link[rel=stylesheet]")]
    assert sheets == ["../_static/site.css"]
    scripts = [urlsplit(tag["src"]).path.split("/")[-1] for tag in page.select("script[src]")]
    assert "furo.js" in scripts
    assert not {"doctools.js", "sphinx_highlight.js", "searchtools.js"} & set(scripts)


def test_search_page_has_its_scripts_and_defers_none(site):
    scripts = read(site / "search.html").select("script[src]")
    names = {urlsplit(tag["src"]).path.split("/")[-1] for tag in scripts}
    assert {"doctools.js", "searchtools.js", "searchindex.js"} <= names
    assert not [tag for tag in scripts if tag.has_attr("defer") or tag.has_attr("async")]


@every_page
def test_images_are_small_lazy_and_keep_their_place(site, name):
    for tag in read(site / name).select("article img"):
        assert (tag["loading"], tag["decoding"]) == ("lazy", "async")
        assert not tag.has_attr("style")
        with Image.open((site / name).parent / tag["src"]) as image:
            assert image.format == "WEBP"
            assert image.width % int(tag["width"]) == image.height % int(tag["height"]) == 0


def test_fonts_hold_every_letter_of_the_formulas(site):
    font = TTFont(site / "_static" / "fonts" / "measured-math.woff2").getBestCmap()
    letters = set()
    for name in PAGES:
        for formula in read(site / name).find_all("math"):
            letters |= set("".join(leaf.text for leaf in formula.find_all(["mi", "mo", "mn"])))
    assert len(letters) > 50
    assert {letter for letter in letters if ord(letter) not in font} <= {"\n", " "}


@every_page
def test_tables_scroll_in_a_region_with_a_name(site, name):
    page = read(site / name)
    boxes = [table.find_parent("div") for table in page.select("table.docutils")]
    assert all(box.get("role") == "region" and box.get("tabindex") == "0" for box in boxes)
    assert len({box["aria-label"] for box in boxes}) == len(boxes)


@every_page
def test_ids_are_unique(site, name):
    ids = [tag["id"] for tag in read(site / name).find_all(id=True)]
    assert sorted({i for i in ids if ids.count(i) > 1}) == []


@every_page
def test_images_have_an_alt_text(site, name):
    for image in read(site / name).find_all("img"):
        assert len(image.get("alt", "")) > 20, image["src"]


@every_page
def test_no_raw_markup_is_left_in_the_text(site, name):
    page = read(site / name)
    blocks = page.select("article p, article li")
    prose = [p for p in blocks if not p.find("code") and not p.find_parent("table", "ledger")]
    text = " ".join(p.get_text() for p in prose)
    for markup in ("```", "{ref}", "{numref}", "**", "$$", "](", ":::"):
        assert markup not in text


def test_folders_that_are_not_pages_are_not_published(site):
    names = {path.relative_to(site).parts[0] for path in site.rglob("*.html")}
    assert names <= {"index.html", "search.html", "lectures", "exercises", "404.html"}
    assert not list(site.rglob("*.md"))
