"""Blocks that Jupyter Book documents: notes in the margin, what is folded away, and citations.

- `{margin}` is a sidebar of the class `margin`; `{toggle}` is a box that is closed.
- A post-transform folds each `{toggle}` and each admonition of the class `dropdown`, unless
  sphinx_togglebutton does that by a script; another one drops ids that sphinx-proof repeats.
- Three transforms correct what MyST-Parser writes: addresses with `&`, the line above footnotes,
  and images that do not know their line.
- In a book that names no files of references, `{cite}` and `{bibliography}` say what is missing.
"""
from html import unescape
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.parsers.rst.directives.body import Sidebar
from docutils.parsers.rst.states import Inliner
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.locale import _, admonitionlabels
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

TOGGLES = "sphinx_togglebutton"  # an extension that Jupyter Book loads by default
NO_REFERENCES = ("this book names no file of references; write `bibtex_bibfiles: "
                 "[references.bib]` into _config.yml, and the entries into that file")
CITATIONS = ("cite", *(f"{domain}:{role}" for domain in ("cite", "footcite") for role in
                       ("p", "ps", "alp", "alps", "t", "ts", "ct", "cts", "author", "year",
                        "yearpar", "title", "label", "labelpar")))


class Margin(Sidebar):
    """A note beside the text, with a title if one is given."""

    def run(self) -> list[nodes.Node]:
        found = super().run()
        found[0]["classes"].append("margin")
        return found


class Toggle(SphinxDirective):
    """A box that is closed until it is opened; `show` opens it."""

    has_content = True
    option_spec: ClassVar = {"id": directives.unchanged, "show": directives.flag}

    def run(self) -> list[nodes.Node]:
        box = nodes.container("", classes=["toggle"])
        box["classes"] += ["toggle-shown"] if "show" in self.options else []
        self.set_source_info(box)
        self.state.nested_parse(self.content, self.content_offset, box)
        return [box]


class folded(nodes.General, nodes.Element):
    """A `<details>`; its first child is the title that opens it."""


def open_folded(self: HTML5Translator, node: folded) -> None:
    tag = self.starttag(node, "details")
    self.body.append(tag.replace("<details", "<details open", 1) if node["open"] else tag)


def close_folded(self: HTML5Translator, node: folded) -> None:
    self.body.append("</details>\n")


class fold_title(nodes.TextElement):
    """The line that opens a `folded`."""


def open_title(self: HTML5Translator, node: fold_title) -> None:
    self.body.append(self.starttag(node, "summary", ""))


def close_title(self: HTML5Translator, node: fold_title) -> None:
    self.body.append("</summary>\n")


class FoldBlocks(SphinxPostTransform):
    """Fold what the page asks to fold."""

    default_priority = 30  # before Furo and MyST-NB look at what is inside
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        if TOGGLES in self.app.extensions:
            return
        for node in list(self.document.findall(nodes.Element)):
            classes = node.get("classes", [])
            own = isinstance(node, nodes.admonition) and isinstance(node[0], nodes.title)
            if isinstance(node, nodes.container) and "toggle" in classes:
                title, children = [nodes.Text(_("Click to show"))], node.children
            elif "dropdown" in classes and (own or node.tagname in admonitionlabels):
                title = (node[0].children if own else
                         [nodes.Text(admonitionlabels.get(node.tagname, "").rstrip("!"))])
                children = node.children[own:]
                classes += ["admonition", *[node.tagname] * (not own)]
            else:
                continue
            shown = "toggle-shown" in classes
            details = folded("", fold_title("", "", *title, classes=["admonition-title"]),
                             *children, classes=classes, ids=node["ids"], open=shown)
            details.source, details.line = node.source, node.line
            node.replace_self(details)


class DropRepeatedIds(SphinxPostTransform):
    """Drop the id that sphinx-proof 0.4 gives to the content of every theorem and proof."""

    default_priority = 30

    def run(self, **kwargs: object) -> None:
        for node in self.document.findall(nodes.Element):
            if {"proof-content", "proof"} & set(node.get("ids", ())) and \
                    isinstance(node, nodes.section | nodes.admonition):
                node["ids"] = [name for name in node["ids"]
                               if name not in ("proof-content", "proof")]


class CorrectAddresses(SphinxTransform):
    """Undo in addresses what docutils does for itself: MyST-Parser 3.0 writes `&` as `&amp;`."""

    default_priority = 400

    def apply(self, **kwargs: object) -> None:
        for link in self.document.findall(nodes.reference):
            if "&amp;" in link.get("refuri", ""):
                link["refuri"] = unescape(link["refuri"])


class FindLines(SphinxTransform):
    """Give an image without alternative text its line, which MyST-Parser 3.0 takes from that text.
    """

    default_priority = 400

    def apply(self, **kwargs: object) -> None:
        for image in self.document.findall(nodes.image):
            parent: nodes.Node = image.parent
            while not image.line and isinstance(parent, (addnodes.pending_xref, nodes.TextElement)):
                image.line, parent = parent.line, parent.parent


class DropLastLine(SphinxTransform):
    """Drop the line above footnotes where none follow, which docutils calls an error.

    MyST-Parser 3.0 writes it at the end of a page, also if `{footbibliography}` has the footnotes.
    """

    default_priority = 820  # docutils looks at lines at 830

    def apply(self, **kwargs: object) -> None:
        for line in list(self.document.findall(nodes.transition)):
            if "footnotes" in line["classes"] and line is line.parent[-1]:
                line.parent.remove(line)


def refuse_citation(
    name: str, rawtext: str, text: str, lineno: int, inliner: Inliner,
    options: object = None, content: object = None,
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    return [nodes.Text(text)], [inliner.reporter.warning(NO_REFERENCES, line=lineno)]


class RefuseBibliography(SphinxDirective):
    """Says which option is missing."""

    has_content = True
    optional_arguments = 9
    option_spec: ClassVar = dict.fromkeys(
        ("all", "cited", "notcited", "filter", "style", "list", "enumtype", "start", "labelprefix",
         "keyprefix"), directives.unchanged)

    def run(self) -> list[nodes.Node]:
        return [self.state.document.reporter.warning(NO_REFERENCES, line=self.lineno)]


def setup(app: Sphinx) -> dict[str, object]:
    app.add_directive("margin", Margin)
    app.add_node(folded, html=(open_folded, close_folded))
    app.add_node(fold_title, html=(open_title, close_title))
    app.add_transform(CorrectAddresses)
    app.add_transform(FindLines)
    app.add_transform(DropLastLine)
    app.add_post_transform(FoldBlocks)
    app.add_post_transform(DropRepeatedIds)
    if TOGGLES not in app.extensions:
        app.add_directive("toggle", Toggle)
    if "sphinxcontrib.bibtex" not in app.extensions:
        for name in CITATIONS:
            app.add_role(name, refuse_citation)
        app.add_directive("bibliography", RefuseBibliography)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
