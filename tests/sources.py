"""The sources of pages as tests want them, read by the parser and the options of the build."""
from functools import cache
from pathlib import Path

from jaxbook.form.page import Page
from jaxbook.merge import Reader
from jaxbook.project import Project

ROOT = Path(__file__).resolve().parents[1]


@cache
def get_reader() -> Reader:
    return Reader(Project(ROOT))


@cache
def read_page(path: Path) -> Page:
    """Read one file; in its prose each cell is blank lines, so that line numbers hold."""
    name = path.relative_to(ROOT).with_suffix("").as_posix()
    return Page(name, path.read_text(encoding="utf-8"), get_reader().enabled)


def read_pages(*folders: str) -> list[Page]:
    """Read all pages of some folders, sorted by name."""
    return [read_page(path) for folder in folders for path in sorted((ROOT / folder).glob("*.md"))]


def list_targets() -> list[str]:
    """Return the targets of the Makefile that people and workflows call."""
    makefile = (ROOT / "Makefile").read_text().replace("\\\n", "")
    return makefile.split(".PHONY:")[1].split("\n")[0].split()
