"""The words of a built page and of its notebook, in order, to compare the two.

A notebook is read as JupyterLab reads it: its Markdown becomes HTML. Of both remain words, code,
`□` for a formula and `▣` for an image. Left out is what only one of them has: outputs of cells but
for the captions of their figures and the texts of other machines, the links and the foot of the
site, links that cover a card, the first cells that install what a notebook needs, cells that keep
answers, and code that the page does not show.
"""
import re

import nbformat
from bs4 import BeautifulSoup, NavigableString, Tag
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from jaxbook.words import RECORDED

SITE_ONLY = (".launch, .headerlink, .provenance, .footnote .backrefs, .backrefs, script, style, "
             "details.hide > summary, .toctree-wrapper, .visually-hidden, .linenos, "
             ".sd-stretched-link")
BLOCKS = {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "pre", "table", "tr", "td", "th", "br",
          "h1", "h2", "h3", "h4", "h5", "h6", "section", "details", "summary", "aside", "figure",
          "figcaption", "blockquote", "caption", "hr", "math"}
MADE = ("# Install what is missing.", "# Say what is here,")  # in place of the install line
NOTE = re.compile(r"\*This is the notebook of \[.*?\]\(.*?\), which shows its results\.\*")


def read_words(html: Tag) -> list[str]:
    """Return the words of HTML; this changes it."""
    for formula in html.select("math, .math"):
        if not formula.decomposed:
            tag = formula.select_one(".eqno")
            number = tag.get_text().replace("¶", "").strip() if tag else ""
            latex = formula.get_text()
            found = re.search(r"\\tag\{(.*?)\}", latex) if formula.name != "math" else None
            number = f"({found[1]})" if found and not tag else number
            formula.replace_with(NavigableString(f" □ {number} " if number else "□"))
    for image in html.select("img"):
        image.replace_with(NavigableString(" ▣ "))
    for box in html.select("input[type=checkbox]"):
        box.replace_with(NavigableString("[x] " if box.has_attr("checked") else "[ ] "))
    for term in html.select(".classifier"):
        term.insert_before(" ")
    for dash in html.select(".attribution"):
        dash.string = dash.get_text().replace("—", "— ")
    for block in html.find_all(BLOCKS):
        block.insert_before(" ")
        block.insert_after(" ")
        block.insert(0, " ")
    return split(html.get_text())


def split(text: str) -> list[str]:
    """Return the words; a term may end in a colon or a comma that the other form does not need."""
    return [word for part in text.split() if (word := part.rstrip(":,"))]


def list_words_of_page(text: str) -> list[str]:
    """Return the words of a page of the site, given as HTML."""
    html = BeautifulSoup(text, "html.parser").select("article")[0]
    for tag in html.select(SITE_ONLY):
        tag.decompose()
    for label in html.select(".machines > label"):
        shown = label.find_next_sibling("div")
        if not shown.find("pre", recursive=False):  # of this build, or a figure
            if not shown.select(".cell_output"):
                shown.decompose()
            label.decompose()
    for output in html.select(".cell_output"):
        captions = [caption.extract() for caption in output.select("figcaption")]
        output.replace_with(*captions)
    for code in html.select(".cell_input"):
        if code.get_text().lstrip().startswith("%pip install --quiet"):
            code.decompose()
    return read_words(html)


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
