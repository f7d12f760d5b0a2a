"""Make each page load little and describe itself: one style sheet, few scripts, a description.

- `config-inited` tells the page for 404 where the site will be, if that is known.
- `builder-inited` joins the style sheets that every page needs into one file, `_static/site.css`:
  those of others, `site.css` of this tool, and `_static/book.css` of the book.
- `html-page-context` gives the template `base.html` a page's description and fonts, and leaves out
  style sheets that are joined, scripts that only the search page uses, and what sphinx-design needs
  on a page that does not use it. Files of extensions that a book adds are loaded as they ask.
"""
import itertools
import re
from pathlib import Path
from urllib.parse import urlsplit

import furo
import sphinx_copybutton
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from jaxbook.site.sources import get_pages
from jaxbook.words import read_words

SHEETS = {  # address under _static: file, in the order in which they are joined
    "styles/furo.css": furo.THEME_PATH / "static" / "styles" / "furo.css",
    "copybutton.css": Path(sphinx_copybutton.__file__).parent / "_static" / "copybutton.css",
}
# site.css says what pages need of these, and colours code by variables that follow the theme.
DROPPED_SHEETS = re.compile(
    r"(pygments|exercise|proof|styles/furo-extensions|mystnb\.\w+|book)\.css")
# What sphinx-design adds to every page, and a text that only a page which uses it contains.
IF_USED = {"sphinx-design.min.css": re.compile(r"class=\"[^\"]*\bsd-"),
           "design-tabs.js": re.compile(r"class=\"[^\"]*\bsd-tab-")}
# Keyboard shortcuts that nobody is told of, and the marking of search terms.
SEARCH_ONLY = ("_static/doctools.js", "_static/sphinx_highlight.js")
CARD = "_static/card.png"  # the picture that social media show


def join_sheets(app: Sphinx) -> None:
    """Write the one style sheet before the first page asks for its checksum."""
    own = [Path(__file__).with_name("site.css"), Path(app.srcdir, "_static", "book.css")]
    files = [*SHEETS.values(), *(file for file in own if file.exists())]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    folder = Path(app.outdir, "_static")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "site.css").write_text(re.sub(r"\s*\n\s*", "\n", text), encoding="utf-8")
    app.add_css_file("site.css", priority=100)


def tell_address(app: Sphinx, config: Config) -> None:
    """Tell the page for 404 the path of the site, and Sphinx where our templates are."""
    config.notfound_urls_prefix = urlsplit(config.html_baseurl).path.rstrip("/") + "/"
    ours = str(Path(__file__).parent / "templates")
    config.templates_path = [*config.templates_path, ours]


def find_question(doctree: nodes.document, word: str) -> str | None:
    """Return the question that the page asks at its top, None if it asks none."""
    for paragraph in doctree.findall(nodes.paragraph):
        parts = [part for part in paragraph.children if part.astext()]
        if parts and isinstance(parts[0], nodes.strong) and parts[0].astext() == word:
            asked = itertools.takewhile(lambda n: not isinstance(n, nodes.strong), parts[1:])
            return " ".join("".join(part.astext() for part in asked).split())
    return None


def prepare_head(app: Sphinx, page: str, template: str, context: dict, doctree) -> None:
    """Tell the template what stands in the head of a page."""
    question = read_words(get_pages(app).project)["Question."]
    context["description"] = (doctree and find_question(doctree, question)) or ""
    base = app.config.html_baseurl
    shown = base and Path(app.srcdir, CARD).exists()
    context["card"] = f"{base.rstrip('/')}/{CARD}" if shown else ""
    fonts = ["serif", *["math"] * ("<math" in context.get("body", ""))]
    files = [f"_static/fonts/measured-{font}.woff2" for font in fonts]
    context["fonts"] = [file for file in files if Path(app.srcdir, file).exists()]
    body = context.get("body", "")
    context["css_files"] = [
        sheet for sheet in context["css_files"]
        if (name := str(sheet.filename).removeprefix("_static/")) not in SHEETS
        and not DROPPED_SHEETS.fullmatch(name) and is_used(name, body)
    ]
    context["script_files"] = [
        script for script in context["script_files"]
        if (template == "search.html" or script.filename not in SEARCH_ONLY)
        and is_used(str(script.filename).removeprefix("_static/"), body)
    ]


def is_used(name: str, body: str) -> bool:
    """Return whether a page needs a file; True for one of which nothing is known."""
    return name not in IF_USED or bool(IF_USED[name].search(body))


def setup(app: Sphinx) -> dict[str, object]:
    # After `launch`, of the same priority, has derived the address of the site.
    app.connect("config-inited", tell_address, priority=600)
    app.connect("builder-inited", join_sheets)
    app.connect("html-page-context", prepare_head, priority=600)  # after all have added theirs
    app.add_js_file("site.js", priority=602)  # after the other scripts, whatever the order
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
