"""Write formulas as MathML when the site is built, so that no page loads a math library.

- `config-inited` reads `$$ ... $$` beside text as a formula on lines of its own, in MyST's words
  `myst_dmath_double_inline`, unless the configuration says otherwise.
- `doctree-read` puts such formulas between paragraphs, and names numbered environments by their
  `\\label` or by their order on the page (MyST names them at random).
- `doctree-resolved` expands macros and lays formulas out, for the site and for notebooks.
- The HTML math renderer `mathml` runs Temml, a JavaScript library, in QuickJS.

A formula that cannot be shown as it is written is a warning that names its place.
"""
import re
from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

from jaxbook.formulas.latex import LABEL, lay_out_display, lay_out_inline
from jaxbook.formulas.macros import LatexError, Macros
from jaxbook.formulas.temml import convert_latex
from jaxbook.project import BookError
from jaxbook.site import in_a_sentence

logger = logging.getLogger(__name__)


def convert(node: nodes.Element, latex: str, *, display: bool) -> str:
    """Return the MathML of a formula, or its source after a warning."""
    try:
        return convert_latex(latex, display)
    except LatexError as error:
        return f"<code>{escape(refuse(node, error))}</code>"


def refuse(node: nodes.Element, error: LatexError) -> str:
    """Warn about a formula; return its source."""
    latex = node.astext()
    logger.warning("the formula %s cannot be shown: %s", " ".join(latex.split()), error,
                   location=node, type="mathml")
    return latex


def write_inline(self, node: nodes.Element) -> None:
    if "laid_out" not in node:  # a title in the navigation: it is not resolved with its page
        node = lay_out(self.builder.app, node, read_macros(self.config))
    latex = node.astext()
    self.body.append(convert(node, latex, display=False) if isinstance(node, nodes.math)
                     else f"<code>{escape(latex)}</code>")
    raise nodes.SkipNode


def write_display(self, node: nodes.math_block) -> None:
    self.body.append(self.starttag(node, "div", CLASS="math"))
    if node["number"]:
        self.body.append(f'<span class="eqno">({node["number"]})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append(convert(node, node.astext(), display=True))
    self.body.append("</div>\n")
    raise nodes.SkipNode


def read_macros(config: Config) -> Macros:
    return Macros.read(config.mathjax3_config)


def read_options(app: Sphinx, config: Config) -> None:
    """Check the options of formulas, and read `$$ ... $$` beside text as a formula."""
    tex = (config.mathjax3_config or {}).get("tex") or {}
    if tex.get("tags", "none") != "none":
        raise BookError("_config.yml: mathjax3_config: tex: tags is not supported; leave it out "
                        "and give a formula that has a number a label: $$ ... $$ (label)")
    try:
        read_macros(config)
    except LatexError as error:
        raise BookError(f"_config.yml: {error}") from error
    if "myst_dmath_double_inline" not in config.overrides:
        config.myst_dmath_double_inline = True


def place_formulas(app: Sphinx, document: nodes.document) -> None:
    """Put formulas that stand beside text between paragraphs, and name those with numbers."""
    equations = app.env.get_domain("math").data["objects"]
    labels: dict[str, str] = {}  # by those that MyST gave at random; a copy of a node has the same
    for order, node in enumerate(list(document.findall(nodes.math_block))):
        if isinstance(node.parent, nodes.TextElement):
            lift(node)
        if "amsmath" not in node["classes"] or not (random := node.get("label")):
            continue
        if random not in labels:
            found = LABEL.search(node.astext())
            labels[random] = label = found[1] if found else f"{app.env.docname}-amsmath-{order}"
            place = equations.pop(random)
            if label in equations:
                logger.warning("another formula has the label %s as well; choose another", label,
                               location=node, type="mathml")
            equations[label] = place
        node["label"] = labels[random]
        node["ids"] = [nodes.make_id(f"equation-{node['label']}")]
    for text in document.findall(nodes.Text):
        if "$$" in text and not isinstance(text.parent, (nodes.literal, nodes.math,
                                                         nodes.FixedTextElement)):
            logger.warning("$$ is left in the text; write the formula on lines of its own, with a "
                           "blank line before and after it", location=text.parent, type="mathml")


def lift(node: nodes.math_block) -> None:
    """Divide the paragraph that a formula stands in; elsewhere the formula stays in its line."""
    parent, latex = node.parent, node.astext()
    if not isinstance(parent, nodes.paragraph):
        parent.replace(node, nodes.math(latex, rf"\displaystyle {latex}"))
        return
    place = parent.index(node)
    after = nodes.paragraph("", "", *parent[place + 1:])
    after.source, after.line = parent.source, node.line
    del parent[place:]
    for side, text in ((parent, parent[-1:]), (after, after[:1])):
        if text and isinstance(text[0], nodes.Text):
            stripped = text[0].rstrip() if side is parent else text[0].lstrip()
            side.replace(text[0], nodes.Text(stripped))
    kept = [part for part in (parent, node, after) if part.astext().strip()]
    parent.parent.replace(parent, kept)


def prepare_formulas(app: Sphinx, document: nodes.document, page: str) -> None:
    """Write each formula of a page so that all programs show the same."""
    macros = read_macros(app.config)
    elements = list(document.findall(nodes.Element))
    for node in (e for e in elements if isinstance(e, (nodes.math, nodes.math_block))):
        if node.get("number"):
            node["number"] = read_number(app, page, node)
        parent = node.parent
        if "math-wrapper" in parent.get("classes", ()):
            parent["ids"] = []  # Furo 2025.12.19 gives its box the ids of the formula inside
        new = lay_out(app, node, macros)
        if new.astext().strip():
            parent.replace(node, new)
            continue
        parent.remove(node)  # it only defined macros
        while not parent.astext().strip() and isinstance(parent, (nodes.paragraph,
                                                                  nodes.container)):
            parent, empty = parent.parent, parent
            parent.remove(empty)


def lay_out(app: Sphinx, node: nodes.Element, macros: Macros) -> nodes.Element:
    """Return a copy of a formula that all programs show alike, or its source after a warning."""
    try:
        latex = refer(app, macros.expand(node.astext()))
        latex = (lay_out_inline if isinstance(node, nodes.math) else lay_out_display)(latex)
    except LatexError as error:
        return nodes.literal("", refuse(node, error))
    new = node.copy()
    new += nodes.Text(latex)
    new["laid_out"] = True
    return new


def read_number(app: Sphinx, page: str, node: nodes.Element) -> str:
    """Return the number of a numbered formula as Sphinx refers to it."""
    config = app.config
    if not (config.math_numfig and config.numfig):
        return str(node["number"])
    numbers = app.env.toc_fignumbers.get(page, {}).get("displaymath", {})
    number = numbers.get(node["ids"][0], (node["number"],))
    return config.math_numsep.join(".".join(map(str, number)).rsplit(".", 1))


def refer(app: Sphinx, latex: str) -> str:
    r"""Return the LaTeX with numbers in place of \eqref and \ref."""
    def find(match: re.Match[str]) -> str:
        label = match[2]
        found = app.env.get_domain("math").data["objects"].get(label)
        if not found:
            raise LatexError(rf"\{match[1]} finds no equation with the label {label}; write "
                             f"{{eq}}`{label}` in the text, and the label after its formula")
        node = nodes.Element(ids=[nodes.make_id(f"equation-{label}")], number=found[1])
        number = read_number(app, found[0], node)
        return rf"\text{{({number})}}" if match[1] == "eqref" else rf"\text{{{number}}}"

    return re.sub(r"\\(eqref|ref)\s*\{([^{}]*)\}", find, latex)


def setup(app: Sphinx) -> dict[str, object]:
    # Before MyST, of the usual priority, reads its options.
    app.connect("config-inited", in_a_sentence(read_options), priority=400)
    app.connect("doctree-read", place_formulas)
    # Before the notebook of the page is written, with priority 400.
    app.connect("doctree-resolved", prepare_formulas, priority=300)
    app.add_html_math_renderer("mathml", (write_inline, None), (write_display, None))
    return {"version": "2", "parallel_read_safe": True, "parallel_write_safe": True}
