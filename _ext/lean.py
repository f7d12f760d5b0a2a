"""Make each page load little: one style sheet, few scripts, small images, a good description.

- `config-inited` tells the extensions that write addresses where the site will be, if known.
- `builder-inited` joins the style sheets that pages need into one file, `_static/site.css`.
- A post-transform turns each figure into a lossless WebP where that is smaller.
- `html-page-context` puts the question of a page into its description, replaces the style sheets
  by the one, drops scripts that only the search page uses, and preloads the fonts of a page.
"""
import itertools
import json
import re
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import furo
import sphinx_copybutton
from docutils import nodes
from PIL import Image
from sphinx.application import Sphinx
from sphinx.builders.html._assets import _CascadingStyleSheet
from sphinx.transforms.post_transforms.images import ImageConverter
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

SHEETS = {  # address under _static: file, in the order in which they are joined
    "styles/furo.css": furo.THEME_PATH / "static" / "styles" / "furo.css",
    "copybutton.css": Path(sphinx_copybutton.__file__).parent / "_static" / "copybutton.css",
}
# book.css says what pages need of these, and colours code by variables that follow the theme.
DROPPED_SHEETS = re.compile(
    r"(pygments|exercise|styles/furo-extensions|mystnb\.\w+|book|site)\.css"
)
# Keyboard shortcuts that nobody is told of, and the marking of search terms.
SEARCH_ONLY = ("_static/doctools.js", "_static/sphinx_highlight.js")
# By a script: in a page that is opened as a file, Chromium calls a preloaded font an error.
PRELOAD = """<script>if (location.protocol !== "file:") for (const href of %s) document.head.append(
Object.assign(document.createElement("link"), {rel: "preload", as: "font", crossOrigin: "", href}))
</script>
"""
DOTS_PER_PX = 100  # a figure is drawn at 100 dots per CSS pixel and inch, or at a multiple of it


def join_sheets(app: Sphinx) -> None:
    """Write the one style sheet; at each build, since Sphinx copies no file if no page changed."""
    files = [*SHEETS.values(), Path(app.srcdir, "_static", "book.css")]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    folder = Path(app.outdir, "_static")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "site.css").write_text(re.sub(r"\s*\n\s*", "\n", text), encoding="utf-8")


def tell_address(app: Sphinx, config) -> None:
    """Give the address of the site, where it is known, to the cards and to the page for 404."""
    config.ogp_site_url = config.html_baseurl
    config.ogp_image = "_static/card.png" if config.html_baseurl else None
    config.notfound_urls_prefix = urlsplit(config.html_baseurl).path.rstrip("/") + "/"


class ShrinkImages(ImageConverter):
    """Turn PNG files into lossless WebP files where those are smaller."""

    conversion_rules = (("image/png", "image/webp"),)

    def match(self, node: nodes.image) -> bool:
        return self.app.builder.format == "html" and node["uri"].endswith(".png")

    def get_conversion_rule(self, node: nodes.image) -> tuple[str, str]:
        return self.conversion_rules[0]

    def convert(self, source: str, target: str) -> bool:
        if not Path(target).exists():  # the name of a figure is the hash of its content
            with Image.open(source) as image:
                image.save(target, lossless=True, quality=90)  # at 100 a figure takes a second
        return Path(target).stat().st_size < Path(source).stat().st_size


def write_image(self: HTML5Translator, node: nodes.image) -> None:
    """Write an `<img>` with its size as attributes, so that nothing moves when it arrives."""
    file = node["uri"]
    path = Path(self.builder.srcdir, self.builder.env.original_image_uri.get(file, file))
    if path.suffix != ".png":
        return HTML5Translator.visit_image(self, node)
    with Image.open(path) as image:
        scale = max(1, round(image.info.get("dpi", (DOTS_PER_PX,))[0] / DOTS_PER_PX))
        width, height = image.width // scale, image.height // scale
    address = f"{self.builder.imgpath}/{self.builder.images[file]}"
    self.body.append(self.emptytag(
        node, "img", "\n", src=address, alt=node.get("alt", ""), loading="lazy",
        decoding="async", width=str(width), height=str(height),
    ))


def leave_image(self: HTML5Translator, node: nodes.image) -> None:
    """Everything was written by `write_image`."""


def find_question(doctree: nodes.document) -> str | None:
    """Return the question that the page asks at its top, None if it asks none."""
    for paragraph in doctree.findall(nodes.paragraph):
        parts = [part for part in paragraph.children if part.astext()]
        if parts and isinstance(parts[0], nodes.strong) and parts[0].astext() == "Question.":
            asked = itertools.takewhile(lambda n: not isinstance(n, nodes.strong), parts[1:])
            return " ".join("".join(part.astext() for part in asked).split())
    return None


def describe_page(app: Sphinx, page: str, template: str, context: dict, doctree) -> None:
    """Describe a page by its question, in search results and in cards."""
    if question := doctree and find_question(doctree):
        context["metatags"] += f'<meta name="description" content="{escape(question)}" />\n'
        context["meta"] = (context["meta"] or {}) | {"og:description": escape(question)}


def lighten_page(app: Sphinx, page: str, template: str, context: dict, doctree) -> None:
    """Load the one style sheet, the scripts that the page uses, and its fonts at once."""
    for sheet in context["css_files"]:
        name = str(sheet.filename).removeprefix("_static/")
        if name not in SHEETS and not DROPPED_SHEETS.fullmatch(name):
            logger.warning("%s is loaded by no page: name it in _ext/lean.py", name, type="lean")
    context["css_files"] = [_CascadingStyleSheet("_static/site.css")]
    if template != "search.html":
        context["script_files"] = [
            script for script in context["script_files"] if script.filename not in SEARCH_ONLY
        ]
    body, tags = context.get("body", ""), context.get("metatags", "")
    fonts = [
        context["pathto"](f"_static/fonts/measured-{font}.woff2", resource=True)
        for font in ["serif", *["math"] * ("<math" in body)]
    ]
    tags += PRELOAD % json.dumps(fonts)
    if not app.config.html_baseurl:  # an address that is relative helps nobody
        tags = re.sub(r"<meta property=.og:url.*\n", "", tags)
    context["metatags"] = tags
    tree = context["furo_navigation_tree"] or ""  # Sphinx leaves out the level of its headings
    marked = tree.replace('role="heading"', 'role="heading" aria-level="2"')
    context["furo_navigation_tree"] = marked
    numbers = itertools.count(1)
    context["body"] = re.sub(
        r'<div class="table-wrapper[^"]*"',
        lambda tag: f'{tag[0]} tabindex="0" role="region" aria-label="Table {next(numbers)}"',
        body,
    )


def setup(app: Sphinx) -> dict[str, object]:
    app.add_node(nodes.image, override=True, html=(write_image, leave_image))
    app.add_post_transform(ShrinkImages)
    app.connect("config-inited", tell_address)
    app.connect("builder-inited", join_sheets)
    app.connect("html-page-context", describe_page, priority=400)  # before opengraph does, at 500
    app.connect("html-page-context", lighten_page, priority=600)  # after all have added theirs
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
