"""A source file as the rules of form see it: blocks, code cells and prose, with line numbers."""
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from markdown_it.token import Token

from jaxbook.merge import EXERCISES, Block, list_blocks, make_parser
from jaxbook.words import ENGLISH


@dataclass(frozen=True)
class Cell:
    """A code cell: the line of its fence, the line of its first line of code, options and code."""

    line: int
    first: int
    options: dict
    code: str

    @property
    def tags(self) -> list[str]:
        tags = self.options.get("tags") or []
        return tags if isinstance(tags, list) else [str(tags)]

    def get(self, *names: str) -> object:
        """Return an option inside options, such as mystnb, figure, name; '' if there is none."""
        value: object = self.options
        for name in names:
            value = value.get(name, "") if isinstance(value, dict) else ""
        return value


@dataclass(frozen=True)
class Heading:
    """A heading: its line, its level from 1, and its text."""

    line: int
    level: int
    text: str


def read_cell(block: Block) -> Cell:
    # The options may be followed by blank lines; the code ends above the closing fence.
    last = block.end - 1
    return Cell(block.start + 1, last - block.content.count("\n") + 1, block.options,
                block.content.removesuffix("\n"))


def read_heading(block: Block, lines: list[str]) -> Heading:
    marked = re.match(r"\s*(#+)\s*(.*?)\s*#*\s*$", lines[block.start])
    if marked:
        return Heading(block.start + 1, len(marked[1]), marked[2])
    level = 1 if lines[block.end - 1].startswith("=") else 2  # a line that is underlined
    return Heading(block.start + 1, level, lines[block.start].strip())


@dataclass(frozen=True)
class Page:
    """A source file: its name (`lectures/x`), its text, and the extensions of Markdown in it.

    `words` are those of the book by the English ones.
    """

    name: str
    text: str
    enabled: frozenset[str]
    words: Mapping[str, str] = MappingProxyType(ENGLISH)

    @property
    def file(self) -> str:
        return f"{self.name}.md"

    @property
    def stem(self) -> str:
        return self.name.rpartition("/")[2]

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def blocks(self) -> list[Block]:
        return list(list_blocks(self.text, self.enabled))

    @cached_property
    def cells(self) -> list[Cell]:
        return [read_cell(block) for block in self.blocks if block.name == "code-cell"]

    @cached_property
    def headings(self) -> list[Heading]:
        return [read_heading(block, self.lines) for block in self.blocks if block.name == "heading"]

    @cached_property
    def prose(self) -> str:
        """The text with blank lines in place of the front matter and of each cell."""
        lines = list(self.lines)
        hidden = [(block.start, block.end) for block in self.blocks if block.name == "code-cell"]
        if lines[0].strip() == "---" and "---" in lines[1:]:
            hidden.append((0, lines.index("---", 1) + 1))
        for start, end in hidden:
            lines[start:end] = [""] * (end - start)
        return "\n".join(lines)

    @cached_property
    def tokens(self) -> list[Token]:
        """What the parser makes of the page, without what is inside directives."""
        return make_parser(self.enabled).parse(self.text + "\n")

    @cached_property
    def sentences(self) -> list[tuple[int, str]]:
        """Each piece of running text outside of directives, with its line, and without code."""
        return [(token.map[0] + 1, re.sub(r"(`+).*?\1", "", token.content, flags=re.DOTALL))
                for token in self.tokens if token.type == "inline" and token.map]

    @property
    def comments(self) -> list[int]:
        """The lines that MyST leaves out because they begin with %."""
        return [token.map[0] + 1 for token in self.tokens
                if token.type == "myst_line_comment" and token.map]

    @property
    def equations(self) -> set[int]:
        """The lines in which an equation with a directive of its own begins."""
        return {block.start + 1 for block in self.blocks if block.name == "math"}

    @cached_property
    def labels(self) -> list[tuple[int, str]]:
        """Each label that the page defines, with its line."""
        found = []
        for block in self.blocks:
            names = [block.argument] if block.name == "target" else []
            if block.name == "code-cell":
                names = [read_cell(block).get("mystnb", "figure", "name")]
            elif block.name not in ("target", "heading"):
                names = [block.options.get("label"), block.options.get("name")]
            found += [(block.start + 1, str(name)) for name in names if name]
        return found

    @cached_property
    def exercises(self) -> list[tuple[int, str, list[Cell]]]:
        """Each exercise: its line, its label, and the cells up to the next exercise or heading."""
        found: list[tuple[int, str, list[Cell]]] = []
        inside = False
        for block in self.blocks:
            if block.name in EXERCISES:
                inside = True
                found.append((block.start + 1, str(block.options.get("label") or ""), []))
            elif block.name == "heading":
                inside = False
            elif block.name == "code-cell" and inside:
                found[-1][2].append(read_cell(block))
        return found

    def find_groups(self, pattern: re.Pattern) -> Iterator[tuple[int, str]]:
        """Yield the line and the first group of each match of the pattern in the prose."""
        for number, line in enumerate(self.prose.split("\n"), 1):
            for match in pattern.finditer(line):
                yield number, match[1]

    def find_lines(self, pattern: re.Pattern) -> Iterator[tuple[int, str]]:
        """Yield line and words of each match of the pattern in the prose."""
        for number, line in enumerate(self.prose.split("\n"), 1):
            for match in pattern.finditer(line):
                yield number, match[0]
