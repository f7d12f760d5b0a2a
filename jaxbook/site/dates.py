"""Say at the foot of each page when its text last changed, where git tells.

At `env-get-updated` the pages whose date is another one than in the last build are written again; a
commit that changes no file here can do that. At `html-page-context` the line is written. Where no
date is known, as in a copy without git, nothing is said.
"""
import html

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from jaxbook.site.sources import get_pages
from jaxbook.words import CHANGED, read_words


def find_dated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages whose date has changed."""
    before, now = getattr(env, "jaxbook_dates", {}), get_pages(app).dates
    env.jaxbook_dates = now  # pyrefly: ignore[missing-attribute]: extensions may add some
    return sorted(page for page in env.found_docs if before.get(page) != now.get(page))


def write_date(app: Sphinx, page: str, template: str, context: dict, doctree) -> None:
    """Put the date under the body of a page; the search index does not see it."""
    if date := get_pages(app).dates.get(page):
        time = f'<time datetime="{date}">{date}</time>'
        words = html.escape(read_words(get_pages(app).project)[CHANGED])
        context["body"] += f'<p class="provenance">{words.replace("{date}", time)}</p>\n'


def setup(app: Sphinx) -> dict[str, object]:
    app.connect("env-get-updated", find_dated)
    app.connect("html-page-context", write_date, priority=490)  # above the line of `provenance`
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
