"""Put each solution under its exercise, in a closed toggle, or leave all of them out.

At `source-read` the blocks `{solution-start} LABEL` ... `{solution-end}` of `solutions/x.md` are
put into `exercises/x.md`, each at the end of the exercise LABEL, so that a solution runs in the
kernel of its exercise page. The student edition merges nothing: `solutions/` is no part of it.
The environment variable EDITION chooses (full, student).
"""
import os
import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_exercise.nodes import is_exercise_node, solution_node

EDITIONS = ("full", "student")
SOLUTION = re.compile(
    r"^(?P<fence>`{3,})\{solution-start\} *(?P<label>\S+)\n.*?^`{3,}\{solution-end\}\n`{3,} *$\n?",
    re.MULTILINE | re.DOTALL,
)
# Where an exercise ends: at the next one, or at the next heading with its label.
EXERCISE = re.compile(r"^`{3,}\{exercise\}.*\n:label: *(?P<label>\S+)$", re.MULTILINE)
END_OF_EXERCISE = re.compile(r"^(`{3,}\{exercise\}|\([\w-]+\)=\n#|#+ )", re.MULTILINE)
CODE = re.compile(r"^(`{3,}|~{3,}|:{3,}).*?^\1 *$", re.MULTILINE | re.DOTALL)


def read_edition() -> str:
    """Return the edition that EDITION asks for; raise ExtensionError for an unknown one."""
    edition = os.environ.get("EDITION") or "full"
    if edition not in EDITIONS:
        raise ExtensionError(f"EDITION={edition}: allowed are {' and '.join(EDITIONS)}")
    return edition


def merge_solutions(exercises: str, solutions: str) -> str:
    """Return the text `exercises` with each solution block of `solutions` after its exercise.

    Raises ValueError for an exercise without a solution and a solution without an exercise.
    """
    blocks = {match["label"]: match[0] for match in SOLUTION.finditer(solutions)}
    # Blank out fenced blocks, at the same length, so that a comment in code is not a heading.
    outline = CODE.sub(
        lambda match: match[0].split("\n")[0].ljust(len(match[0])), exercises
    )
    places = {}
    for match in EXERCISE.finditer(exercises):
        after = END_OF_EXERCISE.search(outline, match.end())
        places[match["label"]] = after.start() if after else len(exercises)
    if lone := places.keys() ^ blocks.keys():
        raise ValueError(f"exercise and solution do not pair: {', '.join(sorted(lone))}")
    for label, place in sorted(places.items(), key=lambda item: -item[1]):
        before = exercises[:place].rstrip("\n")
        exercises = f"{before}\n\n{blocks[label]}\n{exercises[place:]}"
    return exercises


def read_page(page: Path) -> str:
    """Return the source of a page as this edition builds it."""
    text = page.read_text(encoding="utf-8")
    solutions = page.parents[1] / "solutions" / page.name
    if page.parent.name != "exercises" or read_edition() == "student":
        return text
    try:
        return merge_solutions(text, solutions.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError) as error:
        raise ExtensionError(f"{page.parent.name}/{page.name}: {error}") from error


def put_solutions(app: Sphinx, docname: str, source: list[str]) -> None:
    """Replace the source of an exercise page by the merged one, and depend on both files."""
    page = Path(app.env.doc2path(docname))
    source[0] = read_page(page)
    if page.parent.name == "exercises" and read_edition() == "full":
        app.env.note_dependency(str(page.parents[1] / "solutions" / page.name))


class CloseGate(SphinxPostTransform):
    """Make each solution a `<details>`, and drop the ids that sphinx-exercise repeats."""

    default_priority = 30  # sphinx-exercise resolves the titles at 20 and 21
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        for node in self.document.findall(is_exercise_node):
            for section in node.findall(nodes.section):
                section["ids"].clear()
        for node in list(self.document.findall(solution_node)):
            title, content = node.children
            toggle = toggle_node("", *content.children, ids=node["ids"])
            toggle["summary"] = title.astext()
            node.replace_self(toggle)


class toggle_node(nodes.General, nodes.Element):
    """A closed `<details>`; `summary` is the text that opens it."""


def open_details(self, node: toggle_node) -> None:
    self.body.append(self.starttag(node, "details", CLASS="solution"))
    self.body.append(f"<summary>{self.encode(node['summary'])}</summary>\n")


def close_details(self, node: toggle_node) -> None:
    self.body.append("</details>\n")


def setup(app: Sphinx) -> dict[str, object]:
    app.add_node(toggle_node, html=(open_details, close_details))
    app.connect("source-read", put_solutions)
    app.add_post_transform(CloseGate)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
