"""Compute how long a page takes to read, say it on the page, and fold away what is not on the path.

A section whose title begins with the word `Deeper:` and the section `Checks` are closed until they
are opened. All else is the path. The estimate is the same for every page: 160 words per minute, 35
seconds for a code cell that is shown and its output, and 20 seconds for a figure; checks, folded
cells and solutions are not counted. To solve exercises takes SOLVING times as long as to read them.

At `doctree-read` the time is written behind the sentence that begins with **You need**, and behind
the title of each deeper section. A post-transform folds sections for HTML.
"""
import re
from dataclasses import dataclass
from typing import TypeGuard

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator
from sphinx_exercise.nodes import is_exercise_node, solution_node

from jaxbook.form import wants_house_form
from jaxbook.notebooks.convert import is_code_cell
from jaxbook.site.claims import CLAIMS
from jaxbook.site.sources import get_pages
from jaxbook.words import CLAIMS_CHECKED, MINUTES, READ, SOLVE, WITH_DEEPER, read_words

logger = logging.getLogger(__name__)
WORDS_PER_MINUTE, CELL_MINUTES, FIGURE_MINUTES = 160, 35 / 60, 20 / 60
SOLVING = 5
PATH_MINUTES = 15  # at most, for a lecture in the house form
NOT_SHOWN = re.compile(r"check|hide[-_](cell|input)|remove[-_](cell|input)|skip-execution")
UNREAD = (nodes.comment, nodes.raw, nodes.math_block, nodes.system_message, solution_node)


@dataclass
class Time:
    """Minutes of reading, on the path and in deeper sections."""

    path: float = 0
    deeper: float = 0


def count_minutes(node: nodes.Node) -> float:
    """Return how many minutes a node takes to read."""
    if isinstance(node, nodes.Text):
        words = [word for word in node.astext().split() if re.search(r"\w", word)]
        return len(words) / WORDS_PER_MINUTE
    if isinstance(node, UNREAD) or not isinstance(node, nodes.Element):
        return 0
    if is_code_cell(node):
        tags = node["cell_metadata"].get("tags") or []
        shown = not any(NOT_SHOWN.fullmatch(tag) for tag in tags)
        return CELL_MINUTES * shown + FIGURE_MINUTES * bool(list(node.findall(nodes.figure)))
    own = FIGURE_MINUTES if isinstance(node, nodes.figure) else 0
    return own + sum(map(count_minutes, node.children))


def is_fold(node: nodes.Node, words: dict[str, str]) -> TypeGuard[nodes.section]:
    """Return whether this is a section that is folded away."""
    if not isinstance(node, nodes.section) or not isinstance(node[0], nodes.title):
        return False
    title = node[0].astext()
    checks = title == words["Checks"] and any(
        "check" in (cell["cell_metadata"].get("tags") or [])
        for cell in node.findall(nodes.Element) if is_code_cell(cell))
    return checks or title.startswith(words["Deeper:"])


def read_time(node: nodes.Element, words: dict[str, str], claims: int) -> Time:
    """Return how long a part of a page takes, and note at each fold what its title says of it."""
    time = Time()
    for child in node.children:
        if is_fold(child, words):
            if child[0].astext() == words["Checks"]:
                child["fold"] = words[CLAIMS_CHECKED].format(count=claims) if claims else ""
                continue
            minutes = count_minutes(child)
            child["fold"] = words[MINUTES].format(minutes=round_up(minutes))
            time.deeper += minutes
        elif isinstance(child, nodes.section):
            inside = read_time(child, words, claims)
            time.path += inside.path
            time.deeper += inside.deeper
        else:
            time.path += count_minutes(child)
    return time


def round_up(minutes: float) -> int:
    """Return whole minutes, at least one."""
    return max(1, round(minutes))


def show_time(app: Sphinx, document: nodes.document) -> None:
    """Write the time below the title, where the page says what its reader needs."""
    project = get_pages(app).project
    words, page = read_words(project), app.env.docname
    time = read_time(document, words, len(app.env.metadata[page].get(CLAIMS, ())))
    need = next((line for line in document.findall(nodes.paragraph)
                 if any(part.astext() == words["You need"] for part in line.findall(nodes.strong))),
                None)
    if need is None:
        return
    exercises = any(document.findall(is_exercise_node))
    text = words[READ].format(minutes=round_up(time.path))
    if exercises:
        text = words[SOLVE].format(minutes=round_up(time.path * (1 + SOLVING)),
                                   reading=round_up(time.path), solving=SOLVING)
    elif time.deeper:
        text = words[WITH_DEEPER].format(minutes=round_up(time.path),
                                         whole=round_up(time.path + time.deeper))
    need += [nodes.Text(" "), nodes.strong("", words["Time:"]), nodes.Text(f" {text}")]
    notebook = page in get_pages(app).keys
    if time.path > PATH_MINUTES and notebook and not exercises and wants_house_form(project):
        logger.warning("the path of this page takes %.1f minutes to read and may take %d; shorten "
                       "it, or move a part of it into a section `## %s …`", time.path,
                       PATH_MINUTES, words["Deeper:"], location=need, type="reading")


class folded_section(nodes.section):
    """A section of which only the title is seen until it is opened."""


class folded_title(nodes.title):
    """The title that opens a section; `note` says what is inside."""


class FoldSections(SphinxPostTransform):
    """Fold the sections with a note `fold`: deeper ones, checks, and those of the ledger."""

    default_priority = 30
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        for node in [node for node in self.document.findall(nodes.section) if "fold" in node]:
            title = folded_title("", "", *node[0].children, note=node["fold"])
            title.update_all_atts(node[0])
            for link in list(title.findall(nodes.reference)):  # a click on it would not open
                link.replace_self(link.children)
            section = folded_section("", title, *node.children[1:])
            section.update_all_atts(node)
            node.replace_self(section)


def open_section(self: HTML5Translator, node: nodes.section) -> None:
    self.visit_section(node)
    self.body.append("<details class=\"fold\">")


def close_section(self: HTML5Translator, node: nodes.section) -> None:
    self.body.append("</details>")
    self.depart_section(node)


def open_title(self: HTML5Translator, node: nodes.title) -> None:
    self.body.append("<summary>")
    self.visit_title(node)


def close_title(self: HTML5Translator, node: nodes.title) -> None:
    self.depart_title(node)
    note = f"<span>{self.encode(node['note'])}</span>" if node["note"] else ""
    self.body.append(f"{note}</summary>\n")


def setup(app: Sphinx) -> dict[str, object]:
    app.add_node(folded_section, html=(open_section, close_section))
    app.add_node(folded_title, html=(open_title, close_title))
    app.add_post_transform(FoldSections)
    # After `claims`, of the same priority, has counted the claims.
    app.connect("doctree-read", show_time)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
