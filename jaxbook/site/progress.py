"""Let readers tick off exercises, on their own device: a box at each, and marks in the contents.

The writer of exercises puts a box into each, named by the page, with the label as its value. At
`html-page-context` the link to each page with exercises in the navigation gets their number; if it
changes, labels of exercises do, and so `jaxbook.site.staleness` has all pages written again. The
directive `progress` marks the place of the buttons that save, load and forget the ticks, and
`doctree-resolved` fills it. All of this is hidden until `progress.js` shows it; without scripts
nothing else is missing. Notebooks and copies as Markdown have neither boxes nor buttons.
"""
import html
import posixpath
import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator
from sphinx_exercise.nodes import (
    depart_exercise_enumerable_node,
    depart_exercise_node,
    exercise_enumerable_node,
    exercise_node,
    is_exercise_node,
    visit_exercise_enumerable_node,
    visit_exercise_node,
)

from jaxbook.site.sources import get_pages
from jaxbook.words import FORGET, TICKED, read_words

EXERCISES = "exercises"  # metadata of a page: how many there are
LINK = re.compile(r'<a class="([^"]*)" href="([^"]*)"')
BUTTONS = """\
<div class="progress" hidden data-ask="{ask}" data-wrong="{wrong}">
<p role="status"></p>
<p><button type="button" name="save">{save}</button>
<label>{load} <input type="file" name="load" accept=".json,application/json"></label>
<button type="button" name="forget">{forget}</button></p>
</div>"""


def count_exercises(app: Sphinx, document: nodes.document) -> None:
    """Note how many exercises the page has that was read."""
    app.env.metadata[app.env.docname][EXERCISES] = len(list(document.findall(is_exercise_node)))


def mark_links(app: Sphinx, page: str, template: str, context: dict, doctree) -> None:
    """Give each link of the navigation that leads to exercises their page and number."""
    pages = {app.builder.get_target_uri(name): (name, data[EXERCISES])
             for name, data in app.env.metadata.items() if data.get(EXERCISES)}
    here = app.builder.get_target_uri(page)

    def mark(link: re.Match) -> str:
        target = here if link[2] == "#" else posixpath.normpath(
            posixpath.join(posixpath.dirname(here), html.unescape(link[2])))
        name, count = pages.get(target, ("", 0))
        return f'{link[0]} data-page="{html.escape(name)}" data-exercises="{count}"' * bool(
            count) or link[0]

    context["furo_navigation_tree"] = LINK.sub(mark, context.get("furo_navigation_tree") or "")


def write_box(self: HTML5Translator, node: nodes.Element) -> None:
    """Write the box of an exercise, before its title."""
    words = read_words(get_pages(self.builder.app).project)
    title = (node[0].astext() if len(node) else "").strip().removeprefix("(").removesuffix(")")
    name = f"{words['Done']}: {title}".removesuffix(": ")
    self.body.append(
        f'<label class="done" hidden><input type="checkbox" name="{self.attval(node["docname"])}" '
        f'value="{self.attval(node["label"])}" aria-label="{self.attval(name)}"> '
        f'{self.encode(words["Done"])}</label>\n')


def open_exercise(self: HTML5Translator, node: exercise_node) -> None:
    visit_exercise_node(self, node)
    write_box(self, node)


def open_enumerable(self: HTML5Translator, node: exercise_enumerable_node) -> None:
    visit_exercise_enumerable_node(self, node)
    write_box(self, node)


class Progress(SphinxDirective):
    """How many exercises are ticked, and buttons that save, load and forget the ticks."""

    def run(self) -> list[nodes.Node]:
        return [nodes.raw("", "", format="html", progress=True)]


def fill_panels(app: Sphinx, document: nodes.document, page: str) -> None:
    """Write the buttons; notebooks and copies as Markdown have been written without them."""
    words = read_words(get_pages(app).project)
    texts = {key: html.escape(words[word]) for key, word in {
        "save": "Save as a file", "load": "Load a file", "forget": "Forget all", "ask": FORGET,
        "wrong": "This file has no list of exercises."}.items()}
    for panel in document.findall(nodes.raw):
        if "progress" in panel:
            panel += nodes.Text(BUTTONS.format(**texts))


def load_script(app: Sphinx, config: Config) -> None:
    """Have pages load the script, and tell it the words of the book."""
    words = read_words(get_pages(app).project)
    # Behind `keys.js` and the scripts of others, in whatever order they are loaded.
    app.add_js_file("progress.js", priority=601, **{"data-ticked": words[TICKED]})


def setup(app: Sphinx) -> dict[str, object]:
    app.setup_extension("sphinx_exercise")  # before its writers are replaced
    app.add_directive("progress", Progress)
    # Other builders write them as sphinx-exercise says.
    app.add_node(exercise_node, override=True, html=(open_exercise, depart_exercise_node))
    app.add_node(exercise_enumerable_node, override=True,
                 html=(open_enumerable, depart_exercise_enumerable_node))
    app.connect("config-inited", load_script, priority=700)  # `sources`, at 600, opens the book
    app.connect("doctree-read", count_exercises)
    # After `notebooks`, at 500, and `copies`, at 400.
    app.connect("doctree-resolved", fill_panels, priority=600)
    # After Furo, at 500, has written its navigation.
    app.connect("html-page-context", mark_links, priority=600)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
