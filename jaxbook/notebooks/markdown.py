"""Write nodes of a resolved doctree as the Markdown that Colab and JupyterLab show.

Called by `notebooks`. There is no directive, role or label in what comes out; what Markdown cannot
say is HTML. A node for which there is no method here causes a warning that names its page and line.
"""
import re
from collections.abc import Callable, Iterable, Sequence
from html import escape as escape_html
from urllib.parse import urljoin, urlsplit

from docutils import nodes
from sphinx.builders import Builder
from sphinx.locale import admonitionlabels, get_translation
from sphinx.util import logging

logger = logging.getLogger(__name__)
MARK = re.compile(r"[\\`*\[\]<>$~|]|\b_|_\b|&(?=#?\w+;)")  # would mean something in Markdown
FIRST = re.compile(r"\A(\d*)(?=[#+-]|(?<=\d)[.)] )")  # would begin a heading or a list
LANGUAGES = {"default": "", "none": "", "ipython3": "python",
             "myst-ansi": ""}
# In HTML: what has no place in a notebook, what a notebook does not show, and addresses.
HIDDEN = re.compile(r"(?is)<!--.*?-->|<(script|style)\b.*?(?:</\1\s*>|\Z)"
                    r"|<svg [^>]*class=\"sd-.*?</svg>")  # icons of sphinx-design
FRAME = re.compile(r"(?is)<(iframe|embed|object)\b([^>]*)>(?:.*?</\1\s*>)?")
ADDRESS = re.compile(r"""(?i)\b(src|href|poster)\s*=\s*(["'])(.*?)\2""")
TASK = re.compile(r"(?i)<input\b[^>]*\btask-list-item-checkbox\b[^>]*>")
translate_proof = get_translation("proof")  # the name under which sphinx-proof 0.4 has its words


def escape(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    return MARK.sub(r"\\\g<0>", re.sub(r"[ \t\r\n]+", " ", text))


def make_fence(text: str, least: int) -> str:
    """Return backticks, at least so many, and more than any run of them in the text."""
    return "`" * max([least, *(len(run) + 1 for run in re.findall("`+", text))])


def indent(text: str, first: str, rest: str) -> str:
    """Put `first` before the first line and `rest` before the others."""
    lines = text.split("\n")
    return "\n".join(((rest if i else first) + line).rstrip() for i, line in enumerate(lines))


def list_elements(node: nodes.Element) -> list[nodes.Element]:
    return [child for child in node.children if isinstance(child, nodes.Element)]


def is_cover(node: nodes.Node) -> bool:
    """Return whether this is the link that covers a card."""
    return isinstance(node, nodes.reference) and "sd-stretched-link" in node["classes"]


def is_card_title(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and node.get("design_component") == "card-title"


def find_in_card(
    node: nodes.Element, fits: Callable[[nodes.Node], bool]
) -> nodes.Element | None:
    """Return the first node that fits in the card around `node`."""
    card: nodes.Element | None = node
    while card is not None and card.get("design_component") != "card":
        card = card.parent
    found = card.findall(nodes.Element) if card is not None else ()
    return next((part for part in found if fits(part)), None)


def fill_rows(rows: list[list[tuple[str, nodes.Element]]]) -> list[list[str]]:
    """Return the texts of entries as rows of one length; a cell over several stands first."""
    grid: list[dict[int, str]] = [{} for _ in rows]
    for number, row in enumerate(rows):
        column = 0
        for text, entry in row:
            while column in grid[number]:
                column += 1
            for down in range(min(entry.get("morerows", 0) + 1, len(rows) - number)):
                for right in range(entry.get("morecols", 0) + 1):
                    grid[number + down][column + right] = "" if down or right else text
    width = max(max(row, default=0) for row in grid) + 1
    return [[row.get(column, "") for column in range(width)] for row in grid]


class Markdown:
    """Writes the nodes of one page; links lead to the site.

    Where the site's address is not known they are relative: what is written lies under the name of
    its page in the site, or in a folder of the site, such as `notebooks`.
    """

    def __init__(self, builder: Builder, page: str, folder: str = ""):
        self.builder, self.page = builder, page
        base = builder.config.html_baseurl
        above = "../" * (page.count("/") + bool(folder))
        self.site = f"{base.rstrip('/')}/" if base else above
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
        name = next(iter(node["ids"]), "")
        return ".".join(map(str, self.numbers.get(kind, {}).get(name, ())))

    def label(self, kind: str, node: nodes.Element) -> str:
        """Return the name and number of a figure, table or listing in bold; '' if it has none."""
        number = self.number(kind, node)
        return f"**{self.builder.config.numfig_format[kind] % number}** " if number else ""

    def inline(self, node: nodes.Node) -> str:
        """Return the children of `node` as one line."""
        text, hidden = [], ""
        for child in node.children:
            if isinstance(child, nodes.raw):  # a tag alone: what is inside are its neighbours
                tag = re.match(r"<(/?(?:script|style))\b", child.astext(), re.IGNORECASE)
                hidden = tag[1].lower() if tag else hidden
            if not hidden:
                text.append(self.dispatch("inline", child))
            hidden = "" if hidden.startswith("/") else hidden
        return "".join(text)

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
        return self.write_unknown(kind, node)

    def write_unknown(self, kind: str, node: nodes.Node) -> str:
        """Warn of a node for which there is no method, with its page and line."""
        name = type(node).__name__
        place: nodes.Node | None = node
        while place is not None and place.line is None:
            place = place.parent
        logger.warning("cannot convert <%s> for the notebook; use other markup, or add a method "
                       "`%s_%s` to jaxbook/notebooks/markdown.py", name, kind, name,
                       location=place, type="notebooks")
        return ""

    def html(self, text: str) -> str:
        """Return HTML as a notebook shows it: no scripts, links in place of frames."""

        def link(tag: re.Match) -> str:
            found = {name: value for name, _, value in re.findall(
                r"""\b(src|data|title)\s*=\s*(["'])(.*?)\2""", tag[2])}
            address = found.get("src") or found.get("data") or ""
            address = f"https:{address}" if address.startswith("//") else address
            title = found.get("title") or address
            return f'<a href="{address}">{title}</a>' if address else ""

        text = TASK.sub(lambda tag: "[x]" if "checked=" in tag[0] else "[ ]",
                        FRAME.sub(link, HIDDEN.sub("", text)))
        return ADDRESS.sub(lambda found: f"{found[1]}={found[2]}{self.link(found[3])}{found[2]}",
                           text)

    def block_toggle_node(self, node: nodes.Element) -> str:
        return f"**{escape(node['summary'])}**\n\n{self.blocks(node.children)}"

    def inline_Text(self, node: nodes.Text) -> str:
        return escape(node.astext())

    def inline_raw(self, node: nodes.raw) -> str:
        if "html" not in node["format"].split():
            return ""
        text = self.html(node.astext())
        return "<br>" if re.fullmatch(r"<br ?/?>\s*", text) else text.replace("\n", " ")

    def block_raw(self, node: nodes.raw) -> str:
        if "html" not in node["format"].split():
            return ""
        # A blank line would end the HTML.
        return re.sub(r"\n\s*\n", "\n", self.html(node.astext()).strip())

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

    def address(self, node: nodes.Element) -> str:
        """Return where a reference leads."""
        return self.link(node["refuri"] if "refuri" in node else f"#{node['refid']}")

    def inline_reference(self, node: nodes.Element) -> str:
        if is_cover(node) and find_in_card(node, is_card_title):
            return ""  # the title is the link
        address = self.address(node)
        if node.astext() == address:
            return f"<{address}>"
        target = f"<{address}>" if re.search(r"[\s()]", address) else address
        return f"[{self.inline(node)}]({target})"

    def inline_download_reference(self, node: nodes.Element) -> str:
        address = node.get("refuri") or f"{self.site}_downloads/{node['filename']}"
        return f"[{self.inline(node)}]({address})"

    def wrap(self, tag: str, node: nodes.Element, **attributes: str) -> str:
        """Return the children of `node` in a tag of HTML."""
        more = "".join(f' {name}="{escape_html(text)}"' for name, text in attributes.items())
        return f"<{tag}{more}>{self.inline(node)}</{tag}>"

    def inline_subscript(self, node: nodes.Element) -> str:
        return self.wrap("sub", node)

    def inline_superscript(self, node: nodes.Element) -> str:
        return self.wrap("sup", node)

    def inline_abbreviation(self, node: nodes.Element) -> str:
        meaning = node.get("explanation", "")
        return self.wrap("abbr", node, **({"title": meaning} if meaning else {}))

    inline_title_reference = inline_literal_emphasis = inline_manpage = inline_emphasis
    inline_literal_strong = inline_strong
    inline_target = inline_generated = inline_pending_xref = inline

    def inline_Invisible(self, node: nodes.Element) -> str:  # entries of the index
        return ""

    inline_sd_icon = inline_fontawesome = inline_Invisible
    inline_claim_mark = inline_claim_link = inline_Invisible  # a notebook shows the sentence alone

    def inline_sd_line_break(self, node: nodes.Element) -> str:
        return "<br>"

    def inline_footnote_reference(self, node: nodes.Element) -> str:
        return rf"\[{node.astext()}\]"

    def inline_image(self, node: nodes.Element) -> str:
        address = node["uri"]  # an image elsewhere, or a missing one, of which Sphinx warned
        if found := self.builder.env.images.get(address):
            address = f"{self.site}{self.builder.imagedir}/{found[1]}"
        asked = {name: str(node[name]) for name in ("width", "height") if name in node}
        size = node.get("size", {}) if asked or "scale" in node else {}
        if not size:
            return f"![{escape(node.get('alt', ''))}]({address})"
        # A style has no effect in a notebook, but there a width may be a share of the page.
        shown = {name: asked[name] if asked.get(name, "").endswith("%") else size.get(name, "")
                 for name in ("width", "height") if name in asked or "style" not in size}
        sizes = "".join(f' {name}="{value}"' for name, value in shown.items() if value)
        return f'<img src="{address}" alt="{escape_html(node.get("alt", ""))}"{sizes}>'

    def block_Invisible(self, node: nodes.Element) -> str:
        return ""

    # What sphinx-jupyterbook-latex leaves of `{tableofcontents}` beside the list itself.
    block_HiddenCellNode = block_Invisible

    block_meta = block_system_message = block_sd_tab_input = block_Invisible
    block_ThebeButtonNode = block_Invisible  # a notebook runs as it is

    def block_paragraph(self, node: nodes.Element) -> str:
        return FIRST.sub(r"\1\\", self.inline(node).strip())

    def block_container(self, node: nodes.Element) -> str:
        part = node.get("design_component")  # of sphinx-design 0.8
        if part == "card":
            return self.quote("", node.children)
        if part == "card-title":
            title, cover = self.blocks(node.children), find_in_card(node, is_cover)
            return f"**[{title}]({self.address(cover)})**" if cover else f"**{title}**"
        return self.blocks(node.children)

    block_section = block_figure = block_container  # what an exercise says is a section
    block_legend = block_glossary = block_proof_node = block_versionmodified = block_container
    block_hlist = block_hlistcol = block_dropdown_main = block_aside_main = block_container
    block_desc_content = block_container

    def block_TextElement(self, node: nodes.Element) -> str:
        """What stands outside a paragraph: a link around an image, the text of a card."""
        return self.inline(node).strip()

    block_reference = inline_reference

    def block_attribution(self, node: nodes.Element) -> str:
        return f"— {self.inline(node).strip()}"

    def block_line_block(self, node: nodes.Element, depth: int = 0) -> str:
        lines = (self.block_line_block(line, depth + 1) if isinstance(line, nodes.line_block)
                 else "&emsp;" * depth + self.inline(line) for line in node)
        return "<br>".join(lines)

    def block_desc(self, node: nodes.Element) -> str:
        return indent(self.nest(node.children), "> ", "> ")

    def block_desc_signature(self, node: nodes.Element) -> str:
        return f"**{self.inline_literal(node)}**"

    def block_compound(self, node: nodes.Element) -> str:
        return "" if "toctree-wrapper" in node["classes"] else self.blocks(node.children)

    def block_rubric(self, node: nodes.Element) -> str:
        return f"**{self.inline(node).strip()}**"

    block_sd_tab_label = block_dropdown_title = block_fold_title = block_centered = block_rubric

    def block_literal_block(self, node: nodes.Element) -> str:
        text, language = node.astext().rstrip("\n"), node.get("language", "")
        if self.in_table:
            return "<br>".join(self.inline_literal(nodes.literal("", line))
                               for line in text.split("\n") if line)
        fence = make_fence(text, 3)
        return f"{fence}{LANGUAGES.get(language, language)}\n{text}\n{fence}"

    def block_doctest_block(self, node: nodes.Element) -> str:
        return self.block_literal_block(nodes.literal_block("", node.astext(), language="pycon"))

    def block_math_block(self, node: nodes.Element) -> str:
        latex = node.astext().strip()
        if self.in_table:
            return self.inline_math(nodes.math("", rf"\displaystyle {latex}"))
        if node.get("number"):  # before the end of an environment that is the whole formula
            end = re.search(r"\\end\{\w+\*\}\Z", latex)
            rest = end[0] if end else ""
            latex = rf"{latex.removesuffix(rest)} \tag{{{node['number']}}}{rest}"
        return f"$${' '.join(latex.split())}$$" if self.nested else f"$$\n{latex}\n$$"

    def list_in_table(self, tag: str, node: nodes.Element) -> str:
        """Return a list as HTML, since a row of a table is one line."""
        return f"<{tag}>{''.join(f'<li>{self.nest(item.children)}</li>' for item in node)}</{tag}>"

    def block_bullet_list(self, node: nodes.Element) -> str:
        if self.in_table:
            return self.list_in_table("ul", node)
        return "\n".join(indent(self.nest(item.children), "- ", "  ") for item in node)

    def block_enumerated_list(self, node: nodes.Element) -> str:
        if self.in_table:
            return self.list_in_table("ol", node)
        marks = [f"{n}. " for n in range(node.get("start", 1), node.get("start", 1) + len(node))]
        return "\n".join(indent(self.nest(item.children), mark, " " * len(mark))
                         for mark, item in zip(marks, node, strict=True))

    def list_items(self, items: Iterable[tuple[list[str], Sequence[nodes.Node]]]) -> str:
        """Return a list of terms in bold, each with what is said of it."""
        texts = []
        for names, said in items:
            head, text = ", ".join(f"**{name}**" for name in names), self.nest(said)
            begins = said and isinstance(said[0], nodes.paragraph)
            texts.append(f"{head}:{' ' if begins else chr(10) * 2}{text}" if text else head)
        return "\n".join(indent(text, "- ", "  ") for text in texts)

    def block_definition_list(self, node: nodes.Element) -> str:
        def split(item: nodes.Element) -> tuple[list[str], Sequence[nodes.Node]]:
            names = [self.inline(term).strip() for term in item
                     if isinstance(term, nodes.term | nodes.classifier)]
            return names, [child for part in list_elements(item)
                           if isinstance(part, nodes.definition) for child in part]

        return self.list_items(map(split, list_elements(node)))

    def block_field_list(self, node: nodes.Element) -> str:
        return self.list_items(([self.inline(field[0])], field[1].children)
                               for field in list_elements(node))

    block_docinfo = block_field_list

    def block_option_list(self, node: nodes.Element) -> str:
        return self.list_items(
            ([f"`{option.astext()}`" for option in list_elements(group)], description.children)
            for group, description in map(list_elements, list_elements(node)))

    def block_block_quote(self, node: nodes.Element) -> str:
        return indent(self.nest(node.children), "> ", "> ")

    def quote(self, title: str, children: Sequence[nodes.Node]) -> str:
        """Return nodes as a quotation under a bold title, if there is one."""
        head = f"**{title.strip()}**\n\n" if title.strip() else ""
        return indent(head + self.nest(children), "> ", "> ")

    def block_Admonition(self, node: nodes.Element) -> str:
        own = bool(node.children) and isinstance(node[0], nodes.title)
        title = self.inline(node[0]) if own else admonitionlabels.get(node.tagname, "")
        if kind := node.get("realtype"):  # of sphinx-proof 0.4
            number = self.number(node["countertype"], node)
            title = f"{translate_proof(kind.title())} {number}".strip() + " " + title.strip()
        return self.quote(title, node.children[own:])

    block_topic = block_sidebar = block_Admonition

    def block_folded(self, node: nodes.Element) -> str:
        """Write what is folded away as HTML, which notebooks fold too."""
        title, body = escape_html(node[0].astext()), self.blocks(node.children[1:])
        return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>"

    def block_table(self, node: nodes.table) -> str:
        self.in_table = True
        rows = fill_rows([[(self.write_entry(entry), entry) for entry in list_elements(row)]
                          for row in node.findall(nodes.row)])
        self.in_table = False
        if not next(node.findall(nodes.thead), None):  # Markdown has no table without a head
            rows.insert(0, [""] * len(rows[0]))
        rows.insert(1, ["---"] * len(rows[0]))
        titles = [f"{self.label('table', node) or '**'}{self.inline(title)}" +
                  ("\n\n" if self.number("table", node) else "**\n\n")
                  for title in node.children if isinstance(title, nodes.title)]
        return "".join(titles) + "\n".join(f"| {' | '.join(row)} |" for row in rows)

    def write_entry(self, entry: nodes.Node) -> str:
        text = self.nest(entry.children).replace("\n\n", "<br>").replace("\n", " ")
        return re.sub(r"(?<!\\)\|", r"\\|", text)

    block_image = inline_image

    def block_caption(self, node: nodes.Element) -> str:
        listing = isinstance(node.parent, nodes.container) and node.parent.get("literal_block")
        return self.label("code-block" if listing else "figure", node.parent) + self.inline(node)

    def block_footnote(self, node: nodes.Element) -> str:
        return rf"\[{node[0].astext()}\] {self.nest(node.children[1:])}"

    block_citation = block_footnote

    def block_transition(self, node: nodes.Element) -> str:
        return "---"
