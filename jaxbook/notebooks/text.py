"""Turn the resolved doctree of a page into one text in Markdown: words, code, and what it printed.

It says what the page shows, also what is folded there, and nothing else: code that the page leaves
out is left out, figures are links to their files, and of drawings inside the page remain the words
that describe them.
"""
import re
from collections.abc import Sequence

from docutils import nodes

from jaxbook.notebooks.convert import CODE, Converter, find_source
from jaxbook.notebooks.markdown import Markdown, escape, make_fence
from jaxbook.runs.model import strip_colours
from jaxbook.words import COPY_OF

DRAWING = re.compile(r'(?s)<svg\b(?:[^>]*?\baria-label="([^"]*)")?[^>]*>.*?</svg>')
# What only scripts show or use: a block that is hidden without them, and a field alone.
CONTROLS = re.compile(r"(?s)\A\s*<(\w+)\b[^>]*\shidden\b.*</\1>\s*\Z"
                      r"|(<p>)?<input\b[^>]*>(?(2)</p>)")


class PlainMarkdown(Markdown):
    """Writes nodes of a page that need not be a notebook, whatever they are."""

    def html(self, text: str) -> str:
        """Write HTML as a notebook shows it, with words for drawings, and without controls."""
        return CONTROLS.sub("", super().html(DRAWING.sub(lambda drawing: drawing[1] or "", text)))

    def write_unknown(self, kind: str, node: nodes.Node) -> str:
        """Write what a node contains; only the notebook of a page must be complete."""
        is_line = kind == "inline" or isinstance(node, nodes.TextElement)
        return self.inline(node) if is_line else self.blocks(node.children)


class TextConverter(Converter):
    """Collects the text of one page; `lines` stand below its title."""

    def __init__(self, markdown: PlainMarkdown, words: dict[str, str], lines: Sequence[str] = ()):
        super().__init__(markdown, words)
        self.lines = lines

    def write(self, document: nodes.document) -> str:
        """Return the page as one text."""
        self.add(document.children, 1)
        return "\n\n".join(filter(None, self.text)) + "\n"

    def flush(self, **metadata: object) -> None:
        """There are no cells to end."""

    def introduce(self) -> None:
        said = self.words[COPY_OF].format(book=escape(self.markdown.builder.config.project),
                                          link=self.markdown.link())
        self.text.append(f"*{' '.join([said, *map(escape, self.lines)])}*")

    def add_solution(self, node: nodes.Element, level: int) -> None:
        """Add a solution, which stands below its heading, without the cells of a notebook."""
        self.add(node.children, level)

    def add_code(self, node: nodes.Element) -> None:
        """Add the code of a cell if the page shows it, and its output."""
        if isinstance(node, nodes.comment):
            return
        if CODE not in node["cell_metadata"]:
            self.text.append(self.markdown.blocks([find_source(node)]))
        for part in node.findall(nodes.container):
            if part.get("nb_element") == "cell_code_output":
                self.add_output(part.children)
        self.add_recorded([tab for tab in node.findall(nodes.Element) if tab.get("recorded")])

    def add_output(self, parts: Sequence[nodes.Node]) -> None:
        """Add what a cell printed, and the addresses of what it drew."""
        for part in parts:
            if isinstance(part, nodes.literal_block):
                text = strip_colours(part.astext()).rstrip()
                fence = make_fence(text, 3)
                self.text.append(f"{fence}text\n{text}\n{fence}")
            else:
                self.text.append(self.markdown.blocks([part]))
