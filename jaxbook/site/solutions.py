"""Show each solution as a closed `<details>` under its exercise, or leave out every one.

A post-transform replaces the solution nodes of sphinx-exercise, and drops the ids that
sphinx-exercise repeats. Which solution blocks a page has is decided before, by `jaxbook.merge`. In
the student edition a transform removes the solutions that are left, with all that Sphinx has noted
of them: those inside another directive, and those of included files.
"""
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_exercise.directive import translate
from sphinx_exercise.nodes import (
    exercise_end_node,
    is_exercise_node,
    solution_end_node,
    solution_node,
    solution_start_node,
)

from jaxbook.project import BookError
from jaxbook.site import in_a_sentence
from jaxbook.site.sources import get_pages
from jaxbook.words import read_words

REMOVED = "solutions_removed"  # metadata of a page: the labels that were in its removed solutions


class FoldSolutions(SphinxPostTransform):
    """Make each solution a `<details>`, and drop the ids that sphinx-exercise repeats."""

    default_priority = 30  # sphinx-exercise resolves the titles at 20 and 21
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        given = read_words(get_pages(self.app).project)["Solution to"]
        own = str(translate("Solution to"))  # in the language of the book
        for node in self.document.findall(is_exercise_node):
            for section in node.findall(nodes.section):
                section["ids"].clear()
        for node in list(self.document.findall(solution_node)):
            title, content = node.children
            toggle = toggle_node("", *content.children, ids=node["ids"])
            toggle["summary"] = title.astext()
            if given != "Solution to":
                toggle["summary"] = toggle["summary"].replace(own, given, 1)
            node.replace_self(toggle)


class toggle_node(nodes.General, nodes.Element):
    """A closed `<details>`; `summary` is the text that opens it."""


def open_details(self, node: toggle_node) -> None:
    self.body.append(self.starttag(node, "details", CLASS="solution"))
    self.body.append(f"<summary>{self.encode(node['summary'])}</summary>\n")


def close_details(self, node: toggle_node) -> None:
    self.body.append("</details>\n")


class RemoveSolutions(SphinxTransform):
    """Remove every solution from a page of an edition that shows none."""

    default_priority = 11  # sphinx-exercise joins what stands between gates at 10

    @in_a_sentence
    def apply(self, **kwargs: object) -> None:
        for kind in (solution_start_node, solution_end_node, exercise_end_node):
            for node in self.document.findall(kind):
                self.refuse_gate(node)
        if get_pages(self.app).project.shows_solutions:
            return
        solutions = [node for node in self.document.findall(solution_node)
                     if not is_inside_solution(node)]
        parts = [part for node in solutions for part in node.findall(nodes.Element)]
        if parts:
            for node in solutions:
                node.parent.remove(node)
            self.forget([*parts, *self.remove_footnotes(parts)])

    def refuse_gate(self, node: nodes.Element) -> None:
        """Raise BookError for a gate that sphinx-exercise could not join with its other half."""
        kind = "exercise" if isinstance(node, exercise_end_node) else "solution"
        page = self.env.docname
        pages = get_pages(self.app)
        above = node
        while above.parent is not None and not above.line:
            above = above.parent
        place = (pages.reader.read_source(page).locate(above.line) if above.line
                 else pages.project.name_file(page))
        raise BookError(f"{place}: {kind}-start and {kind}-end do not stand side by side; write "
                        "**words in bold** instead of a heading between them, and put both into "
                        "the same block")

    def remove_footnotes(self, parts: list[nodes.Element]) -> list[nodes.Element]:
        """Remove the footnotes, which MyST puts at the end, that these nodes alone refer to."""
        gone = {node.get("refname") for node in parts if isinstance(node, nodes.footnote_reference)}
        gone -= {node.get("refname") for node in self.document.findall(nodes.footnote_reference)}
        found = [node for node in self.document.findall(nodes.footnote)
                 if gone & {*node["names"], *node["dupnames"]}]
        lines = [node for node in self.document.findall(nodes.transition)
                 if "footnotes" in node["classes"]]  # above all footnotes
        if found and len(found) == len(list(self.document.findall(nodes.footnote))):
            found += lines
        for node in found:
            node.parent.remove(node)
        return [part for node in found for part in node.findall(nodes.Element)]

    def forget(self, parts: list[nodes.Element]) -> None:
        """Remove what docutils and Sphinx have noted of these nodes while they read the page."""
        document, page, gone = self.document, self.env.docname, {id(part) for part in parts}
        ids = {name for part in parts for name in part.get("ids", ())}
        names = {name for part in parts for key in ("names", "dupnames")
                 for name in part.get(key, ())}
        labels = {str(part["label"]) for part in parts if part.get("label")}
        for known in (document.nameids, document.nametypes):
            for name in names:
                known.pop(name, None)
        for name in ids:
            document.ids.pop(name, None)
        for kind in ("autofootnotes", "autofootnote_refs", "footnotes", "citations",
                     "symbol_footnotes", "symbol_footnote_refs"):
            setattr(document, kind, [node for node in getattr(document, kind)
                                     if id(node) not in gone])
        for kind in ("footnote_refs", "citation_refs", "refnames", "refids"):
            known = getattr(document, kind)
            for name, found in list(known.items()):
                known[name] = [node for node in found if id(node) not in gone]
                if not known[name]:
                    del known[name]
        slugs = getattr(document, "myst_slugs", {})
        for name in [name for name, (_, anchor, _) in slugs.items() if anchor in ids]:
            del slugs[name]
        for registry in ("sphinx_exercise_registry", "proof_list"):
            known = getattr(self.env, registry, {})
            for label in (labels | ids) & known.keys():
                del known[label]

        def is_gone(name: str, entry: object) -> bool:
            """Return whether a tuple of a domain, which has a page and an id, is of these nodes."""
            return isinstance(entry, tuple) and page in entry[:2] and (
                name in labels or bool(ids & {part for part in entry if isinstance(part, str)}))

        domains = self.env.domains.values()
        for known in [part for domain in domains for part in domain.data.values()]:
            if isinstance(known, dict):
                for name in [name for name, entry in known.items() if is_gone(name, entry)]:
                    del known[name]
            elif isinstance(known, list):
                known[:] = [entry for entry in known if not is_gone("", entry)]
        self.env.metadata[page][REMOVED] = sorted(ids | names | labels)


def is_inside_solution(node: nodes.Node) -> bool:
    above = node.parent
    while above is not None and not isinstance(above, solution_node):
        above = above.parent
    return above is not None


def setup(app: Sphinx) -> dict[str, object]:
    app.add_node(toggle_node, html=(open_details, close_details))
    app.add_post_transform(FoldSolutions)
    app.add_transform(RemoveSolutions)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
