"""Lead from the old address of a page that moved to its new one.

`jaxbook_moved: {lectures/old: lectures/new}` under `sphinx: config:` of `_config.yml` names pages
without suffix. At `builder-inited` an entry that cannot be right is refused: its old page still
exists, or its new page does not. At `build-finished` a page that leads on is written at each old
address. It keeps what stands behind `#` and `?` of an address; without scripts, `#` is lost.

The package sphinx-reredirects 1.1 would write such pages too, but it replaces a page that exists,
checks no target, and its pages are empty if the browser does not follow at once.
"""
import difflib
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx

from jaxbook.project import BookError
from jaxbook.site import in_a_sentence
from jaxbook.site.sources import get_pages
from jaxbook.words import read_words

OPTION = "_config.yml: jaxbook_moved"
# The path of a page below the folder of the book, without a suffix.
NAME = re.compile(
    r"(?!.*(^|/)\.)[^/\\?#]+(/[^/\\?#]+)*(?<!\.md)(?<!\.html)(?<!\.ipynb)")
PAGE = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<script>location.replace({script} + location.search + location.hash)</script>
<noscript><meta http-equiv="refresh" content="0; url={address}"></noscript>
</head>
<body><h1>{moved}</h1><p><a href="{address}">{title}</a></p></body>
</html>
"""


def find_faults(moved: dict[str, str], pages: list[str]) -> Iterator[str]:
    """Yield a sentence for each entry that is no page that moved to a page that exists."""
    for old, new in moved.items():
        if not NAME.fullmatch(str(old)):
            yield f"{OPTION}: {old}: write the page without a suffix, as _toc.yml does"
        elif old in pages:
            yield (f"{OPTION}: {old} is a page of the book, which a redirect would replace; leave "
                   "out the line, or rename the page")
        elif new not in pages:
            close = difflib.get_close_matches(moved.get(new, str(new)), pages, n=1)
            hint = f"; write {close[0]}" if close else ""
            yield f"{OPTION}: {old}: there is no page {new} to lead to{hint}"


def refuse_wrong(app: Sphinx) -> None:
    """Raise BookError if an entry cannot be right."""
    if faults := list(find_faults(app.config.jaxbook_moved, get_pages(app).project.pages)):
        raise BookError(*faults)


def write_moved(app: Sphinx, exception: Exception | None) -> None:
    """Write the pages that lead on."""
    if exception is not None or app.builder.format != "html":
        return
    words = read_words(get_pages(app).project)
    for old, new in app.config.jaxbook_moved.items():
        address = app.builder.get_relative_uri(old, new)
        path = Path(app.outdir, f"{old}.html")
        text = PAGE.format(
            language=app.config.language, title=html.escape(app.env.titles[new].astext()),
            address=html.escape(address), script=json.dumps(address).replace("<", "\\u003c"),
            moved=html.escape(words["This page has moved"]))
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, object]:
    app.add_config_value("jaxbook_moved", {}, "html", types=(dict,))
    app.connect("builder-inited", in_a_sentence(refuse_wrong))
    app.connect("build-finished", write_moved)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
