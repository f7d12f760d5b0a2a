"""The words of a built page and of its notebook, in order, to compare the two.

A notebook is read as JupyterLab reads it: its Markdown becomes HTML. Of both remain words, code,
`□` for a formula and `▣` for an image. Left out is what only one of them has: outputs of cells but
for the captions of their figures and the texts of other machines, the links and the foot of the
site, controls of live figures, links that cover a card, the first cells that install what a
notebook needs, cells that keep answers, and code that the page does not show.
"""
import re
from collections.abc import Iterator

import nbformat
from bs4 import BeautifulSoup, NavigableString, Tag
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from jaxbook.words import RECORDED

SITE_ONLY = {"launch", "downloads", "headerlink", "asserts", "provenance", "backrefs", "live",
             "done", "toctree-wrapper", "linenos", "visually-hidden", "sd-stretched-link"}
BLOCKS = {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "pre", "table", "tr", "td", "th", "br",
          "h1", "h2", "h3", "h4", "h5", "h6", "section", "details", "summary", "aside", "figure",
          "figcaption", "blockquote", "caption", "hr", "math"}
MADE = ("# Install what is missing.", "# Say what is here,")  # in place of the install line
NOTE = re.compile(r"\*This is the notebook of \[.*?\]\(.*?\), which shows its results\.\*")


def read_words(html: Tag) -> list[str]:
    """Return the words of HTML."""
    return split("".join(walk(html)))


def walk(html: Tag) -> Iterator[str]:
    """Yield the texts of HTML with blanks where a reader sees one."""
    for part in html.children:
        if type(part) is NavigableString:  # no comment, script or style
            yield part
        elif isinstance(part, Tag):
            yield from show(part, set(part.get_attribute_list("class")))


def show(part: Tag, classes: set[str]) -> Iterator[str]:
    if part.name == "math" or "math" in classes:
        yield show_formula(part)
    elif part.name == "img" or (part.name == "svg" and part.get("role") == "img"):
        yield " ▣ "
    elif part.name == "input" and part.get("type") == "checkbox":
        yield "[x] " if part.has_attr("checked") else "[ ] "
    elif "attribution" in classes:
        yield part.get_text().replace("—", "— ")
    elif "cell_output" in classes:
        for caption in part.find_all("figcaption"):
            yield from (" ", *walk(caption), " ")
    elif not is_on_site_only(part, classes):
        blank = " " if part.name in BLOCKS or "classifier" in classes else ""
        yield from (blank, *walk(part), " " if part.name in BLOCKS else "")


def show_formula(formula: Tag) -> str:
    """Return a sign for a formula, with its number if it has one."""
    number, latex = "", formula.get_text()
    if tag := formula.select_one(".eqno"):
        number = tag.get_text().replace("¶", "").strip()
    elif formula.name != "math" and (found := re.search(r"\\tag\{(.*?)\}", latex)):
        number = f"({found[1]})"
    return f" □ {number} " if number else "□"


def is_on_site_only(part: Tag, classes: set[str]) -> bool:
    around = part.parent.get_attribute_list("class")
    if part.name == "label" and "machines" in around:
        return not part.find_next_sibling("div").find("pre", recursive=False)
    if part.name == "div" and "machines" in around:  # of another machine, and a figure
        return not (part.find("pre", recursive=False) or part.select_one(".cell_output"))
    return (bool(classes & SITE_ONLY) or part.name in ("script", "style")
            or (part.name == "summary" and "hide" in around)
            or (part.name == "span" and part.parent.name == "summary" and "fold" in around_of(part))
            or ("cell_input" in classes
                and part.get_text().lstrip().startswith("%pip install --quiet")))


def around_of(part: Tag) -> list[str]:
    """Return the classes of the fold whose title holds this part."""
    fold = part.find_parent("details")
    return fold.get_attribute_list("class") if fold else []


def split(text: str) -> list[str]:
    """Return the words; a term may end in a colon or a comma that the other form does not need."""
    return [word for part in text.split() if (word := part.rstrip(":,"))]


def list_words_of_page(html: str | BeautifulSoup) -> list[str]:
    """Return the words of a page of the site, given as HTML."""
    tree = BeautifulSoup(html, "html.parser") if isinstance(html, str) else html
    return read_words(tree.article)


def list_words_of_notebook(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the words of a notebook."""
    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(dollarmath_plugin)
    words: list[str] = []
    for cell in notebook.cells:
        tags = set(cell.metadata.get("tags", []))
        if cell.cell_type == "markdown":
            html = BeautifulSoup(markdown.render(NOTE.sub("", cell.source)), "html.parser")
            for summary in html.select("summary"):
                if summary.text == RECORDED:
                    summary.decompose()
            words += read_words(html)
        elif (not cell.source.startswith(MADE) and "answers" not in tags
              and ("jupyter" not in cell.metadata or tags & {"hide-input", "hide-cell"})):
            words += split(cell.source)
    return words


def find_difference(page: list[str], notebook: list[str]) -> str:
    """Return where the two differ first, '' if they do not."""
    if page == notebook:
        return ""
    pairs = enumerate(zip(page, notebook, strict=False))
    shorter = min(len(page), len(notebook))
    place = next((at for at, (ours, theirs) in pairs if ours != theirs), shorter)
    near = slice(max(place - 8, 0), place + 12)
    return f"page:     … {' '.join(page[near])} …\nnotebook: … {' '.join(notebook[near])} …"
