"""Keys for the previous page, the next page and the search, and a list of these keys at `?`.

At `html-page-context` the template `page.html` gets the list, as a dialog that is closed, and the
button that opens it; `keys.js` shows the button and listens to the keys. The list has a box that
turns the keys off, because some people dictate and would press them by accident (WCAG 2.1.4).
Sphinx's own `navigation_with_keys` has no list, cannot be turned off by readers, and takes the
arrow keys from code that scrolls.
"""
import html
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from jaxbook.site.sources import get_pages
from jaxbook.words import read_words

SCRIPTS = Path(__file__).parent / "scripts"
KEYS = {"←": "Previous page", "→": "Next page", "/": "Search", "?": "Keyboard shortcuts"}
LIST = """
<p class="keys" hidden><button type="button">{title}</button></p>
<dialog class="keys" aria-label="{title}" closedby="any">
<dl>
{rows}
</dl>
<form method="dialog">
<label><input type="checkbox" checked> {use}</label>
<button autofocus>{close}</button>
</form>
</dialog>
"""


def add_scripts(app: Sphinx, config: Config) -> None:
    """Put the scripts of this tool among the static files of the site."""
    config.html_static_path = [str(SCRIPTS), *config.html_static_path]


def list_keys(app: Sphinx, page: str, template: str, context: dict, doctree) -> None:
    """Give the template the list of keys and its button."""
    words = {name: html.escape(word)
             for name, word in read_words(get_pages(app).project).items()}
    rows = (f"<div><dt><kbd>{key}</kbd></dt><dd>{words[what]}</dd></div>"
            for key, what in KEYS.items())
    context["keys"] = LIST.format(title=words["Keyboard shortcuts"], rows="\n".join(rows),
                                  use=words["Use these keys"], close=words["Close"])


def setup(app: Sphinx) -> dict[str, object]:
    app.connect("config-inited", add_scripts)
    app.connect("html-page-context", list_keys)
    app.add_js_file("keys.js", priority=600)  # after those of others, whatever the order
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
