"""Show each solution as a closed `<details>` under its exercise.

A post-transform replaces the solution nodes of sphinx-exercise, and drops the ids that
sphinx-exercise repeats. Which solutions a page has is decided before, by `jaxbook.merge`. At
`doctree-read` the student edition refuses a solution that is left: one inside another block, or in
an included file.
"""
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_exercise.nodes import is_exercise_node, solution_node

from jaxbook.project import BookError
from jaxbook.site import in_a_sentence
from jaxbook.site.sources import get_pages


class FoldSolutions(SphinxPostTransform):
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


def refuse_solutions(app: Sphinx, document: nodes.document) -> None:
    """Raise BookError for a solution in the student edition."""
    pages = get_pages(app)
    if pages.project.edition != "student":
        return
    for node in document.findall(solution_node):
        page = app.env.docname
        place = pages.reader.read_source(page).locate(node.line) if node.line else f"{page}.md"
        raise BookError(f"{place}: the student edition cannot leave out a solution that is inside "
                        "another block or in an included file; put it into the page itself")


def setup(app: Sphinx) -> dict[str, object]:
    app.add_node(toggle_node, html=(open_details, close_details))
    app.add_post_transform(FoldSolutions)
    app.connect("doctree-read", in_a_sentence(refuse_solutions))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
