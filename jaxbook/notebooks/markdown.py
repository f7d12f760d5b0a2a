"""Write nodes of a resolved doctree as the Markdown that Colab and JupyterLab show.

Called by `notebooks`. There is no directive, role or label in what comes out. A node for which
there is no method here causes a warning that names its page and line.
"""
import re
from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

from docutils import nodes
from sphinx.builders import Builder
from sphinx.locale import admonitionlabels
from sphinx.util import logging

logger = logging.getLogger(__name__)
MARK = re.compile(r"[\\`*\[\]<>$~|]|\b_|_\b|&(?=#?\w+;)")  # would mean something in Markdown
FIRST = re.compile(r"\A(\d*)(?=[#+-]|(?<=\d)[.)] )")  # would begin a heading or a list
LANGUAGES = {"default": "", "none": "", "ipython3": "python"}


def escape(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    return MARK.sub(r"\\\g<0>", re.sub(r"\s+", " ", text))


def make_fence(text: str, least: int) -> str:
    """Return backticks, at least so many, and more than any run of them in the text."""
    return "`" * max([least, *(len(run) + 1 for run in re.findall("`+", text))])


def indent(text: str, first: str, rest: str) -> str:
    """Put `first` before the first line and `rest` before the others."""
    lines = text.split("\n")
    return "\n".join(((rest if i else first) + line).rstrip() for i, line in enumerate(lines))


class Markdown:
    """Writes the nodes of one page; links lead to the site.

    Where the site's address is not known they are relative: the notebook lies in the site's
    folder `notebooks`, under the name of its page.
    """

    def __init__(self, builder: Builder, page: str):
        self.builder, self.page = builder, page
        site = builder.config.html_baseurl or "../" * (page.count("/") + 1)
        self.site = f"{site.rstrip('/')}/"
        self.numbers = builder.env.toc_fignumbers.get(page, {})
        self.nested = 0  # in a list, quotation or table a formula must keep to one line
        self.in_table = False

    def link(self, address: str = "") -> str:
        """Return where `address`, as the page has it, is for a reader of the notebook."""
        if urlsplit(address).scheme:
            return address
        return self.site + urljoin(self.builder.get_target_uri(self.page), address)

    def number(self, kind: str, node: nodes.Element) -> str:
        """Return the number of a figure or an exercise, as on the site; '' if it has none."""
        return ".".join(map(str, self.numbers.get(kind, {}).get(node["ids"][0], ())))

    def inline(self, node: nodes.Node) -> str:
        """Return the children of `node` as one line."""
        return "".join(self.dispatch("inline", child) for child in node.children)

    inline_inline = inline

    def blocks(self, children: Sequence[nodes.Node]) -> str:
        """Return nodes as paragraphs."""
        return "\n\n".join(filter(None, (self.dispatch("block", node) for node in children)))

    def nest(self, children: Sequence[nodes.Node]) -> str:
        """Return nodes as paragraphs that something will indent."""
        self.nested += 1
        text = self.blocks(children)
        self.nested -= 1
        return text

    def dispatch(self, kind: str, node: nodes.Node) -> str:
        """Call the method for the class of `node`, or for the nearest base that has one."""
        for base in type(node).__mro__:
            if method := getattr(self, f"{kind}_{base.__name__}", None):
                return method(node)
        name = type(node).__name__
        logger.warning("cannot convert <%s> for the notebook; use other markup, or add a method "
                       "`%s_%s` to jaxbook/notebooks/markdown.py", name, kind, name,
                       location=node, type="notebooks")
        return ""

    def block_toggle_node(self, node: nodes.Element) -> str:
        logger.warning("a solution cannot be inside another block; put it at the top level of the "
                       "page", location=node, type="notebooks")
        return ""

    def inline_Text(self, node: nodes.Text) -> str:
        return escape(node.astext())

    def inline_strong(self, node: nodes.Element) -> str:
        return f"**{self.inline(node)}**"

    def inline_emphasis(self, node: nodes.Element) -> str:
        return f"*{self.inline(node)}*"

    def inline_literal(self, node: nodes.Element) -> str:
        text = node.astext()
        fence = make_fence(text, 1)
        pad = " " if "`" in (text[:1], text[-1:]) else ""
        return fence + pad + text + pad + fence

    def inline_math(self, node: nodes.Element) -> str:
        latex = " ".join(node.astext().split())
        if self.in_table:  # a bar would end the cell
            latex = latex.replace(r"\|", r"\Vert ").replace("|", r"\vert ")
        return f"${latex}$"

    def inline_reference(self, node: nodes.Element) -> str:
        address = self.link(node.get("refuri") or f"#{node['refid']}")
        if node.astext() == address:
            return f"<{address}>"
        target = f"<{address}>" if re.search(r"[\s()]", address) else address
        return f"[{self.inline(node)}]({target})"

    def inline_download_reference(self, node: nodes.Element) -> str:
        address = node.get("refuri") or f"{self.site}_downloads/{node['filename']}"
        return f"[{self.inline(node)}]({address})"

    def inline_footnote_reference(self, node: nodes.Element) -> str:
        return rf"\[{node.astext()}\]"

    def inline_image(self, node: nodes.Element) -> str:
        address = node["uri"]  # an image elsewhere, or a missing one, of which Sphinx warned
        if found := self.builder.env.images.get(address):
            address = f"{self.site}{self.builder.imagedir}/{found[1]}"
        return f"![{escape(node.get('alt', ''))}]({address})"

    def block_Invisible(self, node: nodes.Element) -> str:
        return ""

    def block_paragraph(self, node: nodes.Element) -> str:
        return FIRST.sub(r"\1\\", self.inline(node).strip())

    def block_container(self, node: nodes.Element) -> str:
        return self.blocks(node.children)

    block_section = block_figure = block_container  # what an exercise says is a section

    def block_compound(self, node: nodes.Element) -> str:
        return "" if "toctree-wrapper" in node["classes"] else self.blocks(node.children)

    def block_rubric(self, node: nodes.Element) -> str:
        return f"**{self.inline(node)}**"

    def block_literal_block(self, node: nodes.Element) -> str:
        text, language = node.astext().rstrip("\n"), node.get("language", "")
        fence = make_fence(text, 3)
        return f"{fence}{LANGUAGES.get(language, language)}\n{text}\n{fence}"

    def block_math_block(self, node: nodes.Element) -> str:
        latex = node.astext().strip()
        if node.get("number"):
            latex += rf" \tag{{{node['number']}}}"
        return f"$${' '.join(latex.split())}$$" if self.nested else f"$$\n{latex}\n$$"

    def block_bullet_list(self, node: nodes.Element) -> str:
        return "\n".join(indent(self.nest(item.children), "- ", "  ") for item in node)

    def block_enumerated_list(self, node: nodes.Element) -> str:
        marks = [f"{n}. " for n in range(node.get("start", 1), node.get("start", 1) + len(node))]
        return "\n".join(indent(self.nest(item.children), mark, " " * len(mark))
                         for mark, item in zip(marks, node, strict=True))

    def block_definition_list(self, node: nodes.Element) -> str:
        items = (f"**{self.inline(item.children[0])}**: {self.nest(item.children[-1].children)}"
                 for item in node)
        return "\n".join(indent(item, "- ", "  ") for item in items)

    def block_block_quote(self, node: nodes.Element) -> str:
        return indent(self.nest(node.children), "> ", "> ")

    def block_Admonition(self, node: nodes.Element) -> str:
        own = isinstance(node, nodes.admonition)  # its first child is its title
        title = self.inline(node[0]) if own else admonitionlabels[node.tagname]
        return indent(f"**{title}**\n\n{self.nest(node.children[own:])}", "> ", "> ")

    def block_table(self, node: nodes.table) -> str:
        self.in_table = True
        rows = [[self.write_entry(entry) for entry in row] for row in node.findall(nodes.row)]
        self.in_table = False
        if not next(node.findall(nodes.thead), None):  # Markdown has no table without a head
            rows.insert(0, [""] * len(rows[0]))
        rows.insert(1, ["---"] * len(rows[0]))
        titles = [f"**{self.inline(title)}**\n\n" for title in node.findall(nodes.title)]
        return "".join(titles) + "\n".join(f"| {' | '.join(row)} |" for row in rows)

    def write_entry(self, entry: nodes.Node) -> str:
        text = self.nest(entry.children).replace("\n\n", "<br>").replace("\n", " ")
        return re.sub(r"(?<!\\)\|", r"\\|", text)

    block_image = inline_image
    def block_caption(self, node: nodes.Element) -> str:
        number = self.number("figure", node.parent)
        name = self.builder.config.numfig_format.get("figure", "Fig. %s") % number
        return (f"**{name}** " if number else "") + self.inline(node)

    def block_footnote(self, node: nodes.Element) -> str:
        return rf"\[{node[0].astext()}\] {self.nest(node.children[1:])}"

    block_citation = block_footnote

    def block_transition(self, node: nodes.Element) -> str:
        return "---"
