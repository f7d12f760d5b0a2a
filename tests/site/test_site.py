"""The built site holds together: links, heads, images, valid HTML, and nothing from elsewhere.

`find_faults` reads a page once and returns everything that is wrong on it.
"""
import os
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from bs4 import BeautifulSoup, Tag
from fontTools.ttLib import TTFont
from PIL import Image

from built import PAGES, PROJECT, collapse_whitespace, read_html, read_ids
from conftest import ROOT
from serving import find_prefix

SEARCH_SCRIPTS = {"doctools.js", "searchtools.js", "searchindex.js"}
SEARCH_ONLY = {*SEARCH_SCRIPTS, "sphinx_highlight.js"}
MARKUP = ("```", "{ref}", "{numref}", "**", "$$", "](", ":::")
SHORTEST_ALT = 20  # characters; a picture of a result needs a sentence
MATH_FONT = ROOT / "_static" / "fonts" / "measured-math.woff2"
DESCRIPTION = range(40, 251)  # characters that search engines show


def name_file(address: str) -> str:
    """Return the name of the file to which an address leads."""
    return urlsplit(address).path.rpartition("/")[2]


@cache
def read_letters(font: Path) -> set[int]:
    return set(TTFont(font).getBestCmap())


def list_addresses(tree: BeautifulSoup) -> Iterator[tuple[str, str]]:
    """Yield (tag, address) of everything on a page that points somewhere."""
    # The canonical address, which a site with an address has, is not loaded.
    for tag in tree.find_all(["a", "link"], href=True):
        if "canonical" not in tag.get_attribute_list("rel"):
            yield tag.name, tag["href"]
    for tag in tree.find_all(src=True):
        yield tag.name, tag["src"]


def judge_addresses(site: Path, page: str, tree: BeautifulSoup) -> Iterator[str]:
    prefix = find_prefix(site)
    for tag, address in sorted(set(list_addresses(tree))):
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            if tag != "a" and parts.scheme != "data":
                yield f"it loads {address} from another host; keep a copy in _static"
            continue
        target, path = page, unquote(parts.path)
        if path.startswith("/") and page != "404":
            yield f"{address} does not work in a page that is opened as a file; make it relative"
        if path:
            folder = Path() if path.startswith(prefix) else Path(page).parent
            file = Path(os.path.normpath(folder / path.removeprefix(prefix)))
            if not (site / file).is_file():
                yield f"{address} leads to no file of the site; correct the link"
            if file.suffix != ".html" or not (site / file).is_file():
                continue
            target = file.with_suffix("").as_posix()
        if parts.fragment and unquote(parts.fragment) not in read_ids(site / f"{target}.html"):
            yield f"{address} leads to no element of {target}.html; correct the link or the label"


def judge_head(page: str, tree: BeautifulSoup) -> Iterator[str]:
    if not (tree.title and tree.title.get_text().strip()):
        yield "it has no title"
    if len(tree.find_all("h1")) != 1:
        yield f"it has {len(tree.find_all('h1'))} first-level headings; write one line `# Title`"
    sheets = [name_file(tag["href"]) for tag in tree.select("link[rel=stylesheet]")]
    if "site.css" not in sheets:
        yield "it does not load site.css; see jaxbook/site/head.py"
    ours = {path.name for path in (ROOT / "_static").rglob("*.css")} - {"book.css"}
    if foreign := set(sheets) - ours - {"site.css"}:
        yield f"it loads {', '.join(sorted(foreign))}; join or drop it in jaxbook/site/head.py"
    scripts = {name_file(tag["src"]) for tag in tree.select("script[src]")}
    if "furo.js" not in scripts:
        yield "it does not load furo.js"
    if page != "search" and scripts & SEARCH_ONLY:
        yield f"it loads {', '.join(sorted(scripts & SEARCH_ONLY))}, which only the search needs"


def judge_description(page: str, tree: BeautifulSoup) -> Iterator[str]:
    asked = (collapse_whitespace(p.get_text()) for p in tree.article.find_all("p"))
    found = [tag["content"] for tag in tree.select("meta[name=description]")]
    if len(found) != 1 or not found[0].endswith("?"):
        yield ("its description is not one question; write a line `**Question.** …?` "
               f"under the title of {page}.md")
    elif not any(words.startswith(f"Question. {found[0]}") for words in asked):
        yield f"its description, {found[0]!r}, is not the question at its top"
    elif len(found[0]) not in DESCRIPTION:
        yield f"its question has {len(found[0])} characters; write 40 to 250"


def judge_images(site: Path, page: str, tree: BeautifulSoup) -> Iterator[str]:
    for image in tree.article.find_all("img"):
        name = image["src"]
        if len(image.get("alt", "")) <= SHORTEST_ALT:
            yield f"{name} has no alternative text that describes it; write the option `alt`"
        if (image.get("loading"), image.get("decoding")) != ("lazy", "async"):
            yield f"{name} is not lazy; see jaxbook/site/images.py"
        if image.has_attr("style") or not (image.get("width") and image.get("height")):
            yield f"{name} has no width and height as attributes, so that the text below it moves"
            continue
        if not (site / Path(page).parent / name).is_file():
            continue  # the link is a fault already
        with Image.open(site / Path(page).parent / name) as picture:
            if picture.format != "WEBP":
                yield f"{name} is not WebP; see jaxbook/site/images.py"
            if picture.width % int(image["width"]) or picture.height % int(image["height"]):
                yield f"{name} is scaled by a fraction, which blurs it"


def judge_tables(tree: BeautifulSoup) -> Iterator[str]:
    boxes = [table.find_parent("div") for table in tree.find_all("table", "docutils")]
    for box in boxes:
        if box is None or (box.get("role"), box.get("tabindex")) != ("region", "0"):
            yield "a table is in no region that the keyboard reaches; see jaxbook/site/furo.py"
    names = Counter(box.get("aria-label") for box in boxes if box)
    if repeated := [name for name, count in names.items() if count > 1 or not name]:
        yield f"tables share a name or have none: {repeated}; see jaxbook/site/furo.py"


def judge_text(tree: BeautifulSoup) -> Iterator[str]:
    ids = Counter(tag["id"] for tag in tree.find_all(id=True))
    for name in sorted(name for name, count in ids.items() if count > 1):
        yield f"the id {name} occurs {ids[name]} times; a label must not be the slug of a heading"

    def is_prose(block: Tag) -> bool:
        return not block.find("code") and not block.find_parent("table", "ledger")

    for block in filter(is_prose, tree.article.find_all(["p", "li"])):
        text = block.get_text()
        if found := [markup for markup in MARKUP if markup in text]:
            yield f"{' '.join(found)} is left in the text: {collapse_whitespace(text)[:80]}"


def judge_formulas(tree: BeautifulSoup, font: Path) -> Iterator[str]:
    leaves = tree.find_all(["mi", "mo", "mn"])
    letters = {letter for leaf in leaves for letter in leaf.get_text() if not letter.isspace()}
    if missing := sorted(x for x in letters if ord(x) not in read_letters(font)):
        yield f"its formulas have letters that our font lacks: {missing}; see tools/fonts.py"


def judge_validity(site: Path, page: str) -> Iterator[str]:
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"))
    parser.parse((site / f"{page}.html").read_text(encoding="utf-8"))
    for (line, _), code, data in parser.errors:
        yield f"line {line} of the file is not valid HTML: {code} {data or ''}"


def find_faults(site: Path, page: str, *, is_source: bool = True) -> list[str]:
    """Return what is wrong on a built page; one without a source, such as search, asks nothing."""
    tree = read_html(page, site)
    return [
        *judge_addresses(site, page, tree), *judge_head(page, tree),
        *(judge_description(page, tree) if is_source else ()), *judge_images(site, page, tree),
        *judge_tables(tree), *judge_text(tree), *judge_formulas(tree, MATH_FONT),
        *judge_validity(site, page),
    ]


def report(page: str, faults: list[str]) -> str:
    place = PROJECT.files[page].relative_to(ROOT) if page in PROJECT.files else f"{page}.html"
    return "\n".join(f"{place}: {fault}" for fault in faults)


@pytest.mark.parametrize("page", PAGES)
def test_page_has_no_fault(site, page):
    faults = find_faults(site, page)
    assert not faults, report(page, faults)


@pytest.mark.parametrize("page", ["search", "404"])
def test_page_without_a_source_has_no_fault(site, page):
    faults = find_faults(site, page, is_source=False)
    assert not faults, report(page, faults)


GOOD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Good</title>
<meta name="description" content="Does this page, which is a small one, have a fault?">
<link rel="stylesheet" href="../_static/site.css?v=1"><script src="../_static/furo.js"></script>
</head><body><article><h1 id="good">Good</h1>
<p><b>Question.</b> Does this page, which is a small one,
have a fault? <b>Time:</b> none.</p>
<p>See <a href="../a/page.html#good">here</a>, <a href="#good">above</a>,
<a href="https://example.org">elsewhere</a>, and <code>**</code>.</p>
<p><math><mi>x</mi></math></p>
<div role="region" tabindex="0" aria-label="Table 1"><table class="docutils"></table></div>
<img src="../_images/a.webp" alt="a picture that is described here" loading="lazy"
decoding="async" width="2" height="1">
</article></body></html>
"""
FAULTS = {
    'href="#good"': ('href="#bad"', "#bad leads to no element of a/page.html"),
    "page.html#good": ("page.html#bad", "page.html#bad leads to no element of a/page.html"),
    'href="../_static/site': ('href="/_static/site', "opened as a file"),
    "../a/page.html": ("../b/page.html", "../b/page.html#good leads to no file"),
    'src="../_static/furo.js"': ('src="https://example.org/furo.js"', "from another host"),
    "<title>Good": ("<title>", "no title"),
    "<p><b>": ("<h1>Two</h1><p><b>", "2 first-level headings"),
    'css?v=1">': ('css?v=1"><link rel="stylesheet" href="../_static/other.css">',
                  "loads other.css"),
    "/site.css": ("/sight.css", "does not load site.css"),
    "/furo.js": ("/furore.js", "does not load furo.js"),
    "</head>": ('<script src="../_static/doctools.js"></script></head>', "only the search needs"),
    '<meta name="description"': ('<meta name="keywords"', "not one question"),
    'content="Does': ('content="Do', "not the question at its top"),
    "this page, which is a small one,": ("it", "21 characters"),
    "a picture that is described here": ("a picture", "no alternative text"),
    'loading="lazy"': ("", "is not lazy"),
    'height="1"': ("", "no width and height"),
    'width="2"': ('width="3"', "scaled by a fraction"),
    "a.webp": ("b.png", "is not WebP"),
    "_images/a.webp": ("_images/c.webp", "leads to no file"),
    'tabindex="0"': ("", "in no region"),
    'aria-label="Table 1"': ("", "tables share a name"),
    '<div role="region"': ('<div id="good" role="region"', "the id good occurs 2 times"),
    "<code>**</code>": ("**", "** is left in the text"),
    "<mi>x": ("<mi>\u2603", "letters that our font lacks"),
    "</article>": ("</artikel>", "not valid HTML"),
}


@pytest.fixture
def small_site(tmp_path: Path) -> Path:
    for folder in ("_images", "_static", "a"):
        (tmp_path / folder).mkdir()
    for name in ("site.css", "furo.js", "doctools.js", "other.css"):
        (tmp_path / "_static" / name).touch()
    Image.new("L", (4, 2)).save(tmp_path / "_images" / "a.webp")
    Image.new("L", (4, 2)).save(tmp_path / "_images" / "b.png")
    return tmp_path


def test_page_without_a_fault_passes(small_site):
    (small_site / "a" / "page.html").write_text(GOOD)
    assert find_faults(small_site, "a/page") == []


@pytest.mark.parametrize("good", FAULTS)
def test_each_fault_is_found(small_site, good):
    bad, message = FAULTS[good]
    assert good in GOOD
    (small_site / "a" / "page.html").write_text(GOOD.replace(good, bad))
    faults = find_faults(small_site, "a/page")
    assert [fault for fault in faults if message in fault], faults


def test_titles_and_descriptions_differ(site):
    heads = {page: read_head(site / f"{page}.html") for page in PAGES}
    for what in ("title", "description"):
        pages: dict[str, list[str]] = {}
        for page, head in heads.items():
            pages.setdefault(head[what], []).append(f"{page}.md")
        same = {words: found for words, found in pages.items() if len(found) > 1}
        assert not same, f"each page needs a {what} of its own"


def read_head(file: Path) -> dict[str, str]:
    tree = BeautifulSoup(file.read_text(encoding="utf-8").partition("</head>")[0], "html.parser")
    return {"title": tree.title.get_text(),
            "description": tree.select_one("meta[name=description]")["content"]}


def test_search_page_has_its_scripts_and_defers_none(site):
    scripts = read_html("search").select("script[src]")
    assert {name_file(tag["src"]) for tag in scripts} >= SEARCH_SCRIPTS
    assert not [tag for tag in scripts if tag.has_attr("defer") or tag.has_attr("async")]


def test_folders_that_are_not_pages_are_not_published(site):
    allowed = {page.partition("/")[0] for page in PAGES} | {"index.html", "search.html", "404.html"}
    published = {path.relative_to(site).parts[0] for path in site.rglob("*.html")}
    assert published <= allowed, f"{published - allowed}: name them in exclude_patterns"
    copies = {path.relative_to(site).with_suffix("").as_posix() for path in site.rglob("*.md")}
    assert copies == set(PAGES), "each page is published as Markdown, and no other file"


def test_each_page_with_code_is_a_notebook_as_the_readme_says(site):
    assert "Each page with code is a notebook" in (ROOT / "README.md").read_text(encoding="utf-8")
    with_code = {page for page in PAGES if read_html(page).select("div.cell_input")}
    notebooks = {path.relative_to(site / "notebooks").with_suffix("").as_posix()
                 for path in (site / "notebooks").rglob("*.ipynb")}
    assert with_code and with_code == notebooks
