"""Read the sources of pages as tests want them: prose and code cells, with line numbers."""
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
FENCE = re.compile(r"^(?P<fence>`{3,})\{code-cell\}.*?\n(?P<body>.*?)^(?P=fence) *$", re.M | re.S)
OPTION_LINES = re.compile(r"(?::[\w-]+:.*\n)+\n?")
OPTION_BLOCK = re.compile(r"---\n(?P<yaml>.*?)^---\n", re.M | re.S)


@dataclass(frozen=True)
class Cell:
    """A code cell: the line of its fence, its options and its code."""

    line: int
    options: dict
    code: str

    @property
    def tags(self) -> list[str]:
        return self.options.get("tags", [])


@dataclass(frozen=True)
class Page:
    """A page: its name (`lectures/x`), its text, its cells, and its text without them."""

    name: str
    text: str
    cells: tuple[Cell, ...]
    prose: str


def read_options(body: str) -> tuple[dict, str]:
    """Split the body of a cell into its options and its code."""
    if match := OPTION_BLOCK.match(body):
        return yaml.safe_load(match["yaml"]), body[match.end():]
    if match := OPTION_LINES.match(body):
        lines = (line.strip(":").split(":", 1) for line in match[0].split("\n") if line)
        return {key: yaml.safe_load(value) for key, value in lines}, body[match.end():]
    return {}, body


@cache
def read_page(path: Path) -> Page:
    """Read one page; in its prose each cell is blank lines, so that line numbers hold."""
    text = path.read_text(encoding="utf-8")
    cells = []
    for match in FENCE.finditer(text):
        options, code = read_options(match["body"])
        cells.append(Cell(text[: match.start()].count("\n") + 1, options, code.strip("\n")))
    prose = FENCE.sub(lambda match: "\n" * match[0].count("\n"), text)
    name = path.relative_to(ROOT).with_suffix("").as_posix()
    return Page(name, text, tuple(cells), prose)


def read_pages(*folders: str) -> list[Page]:
    """Read all pages of some folders, sorted by name."""
    return [read_page(path) for folder in folders for path in sorted((ROOT / folder).glob("*.md"))]


def list_targets() -> list[str]:
    """Return the targets of the Makefile that people and workflows call."""
    makefile = (ROOT / "Makefile").read_text().replace("\\\n", "")
    return makefile.split(".PHONY:")[1].split("\n")[0].split()
