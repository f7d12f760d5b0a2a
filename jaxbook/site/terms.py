"""Link the first place where a lecture uses a term of the glossary to its definition.

The option `jaxbook_link_terms` of `_config.yml` asks for it. A post-transform looks, for the site
alone, through the paragraphs of each page with code, except for pages of exercises and the one with
the glossary; tables and code are left as they are. A term also fits with an `s` at its end, and at
the beginning of a sentence. One that the page links by the role `{term}` itself is left alone.

The terms are a part of what staleness.py compares: a term that comes, goes or moves has every page
written again. The notebook of a page has the links too, to the site.
"""
import re
from collections.abc import Iterator
from itertools import groupby

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_exercise.nodes import is_exercise_node, solution_node

from jaxbook.site.sources import get_pages

OUTSIDE = (nodes.table, nodes.footnote, addnodes.glossary, solution_node)  # no paragraph in these
INSIDE = (nodes.literal, nodes.reference, addnodes.pending_xref, nodes.math, nodes.raw,
          nodes.title_reference, nodes.footnote_reference)  # no word in these


def list_terms(env: BuildEnvironment) -> dict[str, tuple[str, str]]:
    """Return the page and the id of each term, as it is written in the glossary."""
    domain = env.get_domain("std")
    assert isinstance(domain, StandardDomain)
    return {name: place for (kind, name), place in domain.objects.items() if kind == "term"}


def match_terms(terms: list[str]) -> re.Pattern[str]:
    """Return a pattern for the terms; one with a capital letter is found as it is written."""
    def write(term: str) -> str:
        words = r"\s+".join(map(re.escape, term.split()))
        return words if re.search("[A-Z]", term) else f"(?i:{words})"

    longest = sorted(terms, key=lambda term: (-len(term), term))
    return re.compile(rf"(?<![\w-])({'|'.join(map(write, longest))})(?=s?(?![\w-]))(s?)")


def is_inside(node: nodes.Node, kinds: tuple[type, ...]) -> bool:
    above = node.parent
    while above is not None and not isinstance(above, kinds):
        above = above.parent
    return above is not None


class LinkTerms(SphinxPostTransform):
    """Link the first use of each term on a page."""

    default_priority = 3  # before references, of which there are more afterwards, are resolved
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        lecture = self.env.docname in get_pages(self.app).keys and not any(
            self.document.findall(is_exercise_node))
        if not self.config.jaxbook_link_terms or not lecture:
            return
        terms = {name: place for name, place in list_terms(self.env).items()
                 if place[0] != self.env.docname}
        if not terms:
            return
        self.places = {name.lower(): place for name, place in terms.items()}
        self.pattern = match_terms(list(terms))
        self.seen = {self.places.get(node["reftarget"].lower())
                     for node in self.document.findall(addnodes.pending_xref)
                     if node.get("reftype") == "term"}
        for paragraph in self.document.findall(nodes.paragraph):
            if not is_inside(paragraph, OUTSIDE):
                self.link(paragraph)

    def link(self, parent: nodes.Element) -> None:
        """Put links into the text of a paragraph, or of a part of it; each line is a node."""
        parts: list[nodes.Node] = []
        for is_text, children in groupby(parent.children, lambda c: isinstance(c, nodes.Text)):
            children = list(children)
            if is_text:
                parts += self.split("".join(child.astext() for child in children))
                continue
            parts += children
            for child in children:
                if isinstance(child, nodes.Element) and not isinstance(child, INSIDE):
                    self.link(child)
        parent.children = []
        parent += parts

    def split(self, text: str) -> Iterator[nodes.Node]:
        end = 0
        for found in self.pattern.finditer(text):
            place = self.places[" ".join(found[1].split()).lower()]
            if place in self.seen:
                continue
            self.seen.add(place)
            if found.start() > end:
                yield nodes.Text(text[end:found.start()])
            page = self.app.builder.get_relative_uri(self.env.docname, place[0])
            yield nodes.reference("", found[0], refuri=f"{page}#{place[1]}", internal=True,
                                  classes=["term"])
            end = found.end()
        if end < len(text):
            yield nodes.Text(text[end:])


def setup(app: Sphinx) -> dict[str, object]:
    app.add_config_value("jaxbook_link_terms", False, "env", types=(bool,))
    app.add_post_transform(LinkTerms)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
