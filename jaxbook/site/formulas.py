"""Write formulas as MathML when the site is built, so that no page loads a math library.

Adds the HTML math renderer `mathml`, on math-core. A formula that math-core cannot convert is a
warning that names its place.
"""
from html import escape

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

logger = logging.getLogger(__name__)
# `annotation` keeps the LaTeX source inside, for copying and for screen readers that want it.
CONVERTER = LatexToMathML(annotation=True, fancy_error=False)


def convert(node: nodes.Element, *, display: bool) -> str:
    """Return the MathML of the LaTeX in `node`, or its source after a warning."""
    latex = node.astext()
    try:
        return CONVERTER.convert_with_local_state(latex, displaystyle=display)
    except LatexError as error:
        logger.warning("%s in %r", error, latex, location=node, type="mathml")
        return f"<code>{escape(latex)}</code>"


def write_inline(self, node: nodes.math) -> None:
    self.body.append(convert(node, display=False))
    raise nodes.SkipNode


def write_display(self, node: nodes.math_block) -> None:
    self.body.append(self.starttag(node, "div", CLASS="math"))
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append(convert(node, display=True))
    self.body.append("</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, object]:
    app.add_html_math_renderer("mathml", (write_inline, None), (write_display, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
