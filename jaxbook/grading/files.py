"""Read what students hand in: which page a file belongs to, and which of its cells are answers.

A file is a notebook or a page in Markdown that was made from a page with exercises. Its cells may
be edited, moved, deleted or in addition. Cells that are the page's own are left alone: the page
brings them. Of the others those belong to an answer that define what the reader is to write, or
what such a cell uses and the page does not give.
"""
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jaxbook.form.page import Page
from jaxbook.grading.parts import (
    Part,
    list_bound,
    list_parts,
    list_unwritten,
    list_used,
    to_python,
)
from jaxbook.notebooks.convert import KEEP, RESTORE
from jaxbook.notebooks.read import read_ipynb
from jaxbook.project import PAGE_SUFFIXES

MOST_BYTES = 50 * 2**20  # of a file, which may hold figures
MOST_LETTERS = 300_000  # of its code, which is parsed here: much more takes very long
BEGIN, END = KEEP.partition("\n")[0], RESTORE.partition("\n")[0]  # of a solution in a notebook


class FileError(Exception):
    """A file that cannot be graded, in words for the teacher."""


@dataclass(frozen=True)
class Sheet:
    """A page with exercises. `solutions` is the code of its official solutions."""

    page: Page
    solutions: frozenset[str] = frozenset()

    @cached_property
    def parts(self) -> list[Part]:
        return list_parts(self.page)

    @cached_property
    def exercises(self) -> list[Part]:
        """The exercises that can be graded: they have a label, and a check that asks for a name."""
        return [part for part in self.parts if part.label and part.asked]

    @cached_property
    def code(self) -> set[str]:
        return {to_python(cell.code).strip() for cell in self.page.cells}

    @cached_property
    def inner(self) -> set[str]:
        """The code of the exercises."""
        return {code.strip() for part in self.parts if part.label for code in part.cells}

    @cached_property
    def asked(self) -> set[str]:
        return {name for part in self.exercises for name in part.asked}

    @cached_property
    def given(self) -> set[str]:
        """The names that the page gives to its reader: not those of its checks."""
        return {name for cell in self.page.cells if "check" not in cell.tags
                for name in list_bound(to_python(cell.code))} - self.asked


def read_cells(path: Path, enabled: frozenset[str]) -> list[str]:
    """Return the code cells of a file; raise FileError if it has none that can be read."""
    if path.is_symlink() or not path.is_file():
        raise FileError("is no plain file")
    if path.stat().st_size > MOST_BYTES:
        raise FileError(f"is larger than {MOST_BYTES // 2**20} MiB")
    try:
        text = path.read_text(encoding="utf-8-sig")
        cells = [cell.source for cell in read_ipynb(text).cells if cell.cell_type == "code"] \
            if path.suffix == ".ipynb" else \
            [cell.code for cell in Page(path.stem, text, enabled).cells]
        if sum(map(len, cells)) > MOST_LETTERS:
            raise FileError(f"holds more than {MOST_LETTERS} letters of code")
        return [to_python(code).strip() for code in cells]
    except FileError:
        raise
    except Exception as error:  # what can be wrong with a notebook has no common class
        kind = "notebook" if path.suffix == ".ipynb" else "page in Markdown"
        raise FileError(f"is no {kind} that can be read: {error}") from error


def list_files(folder: Path) -> list[Path]:
    """Return the notebooks and pages in a folder and below, without hidden ones."""
    return [path for path in sorted(folder.rglob("*")) if path.suffix in PAGE_SUFFIXES
            and not any(part.startswith(".") for part in path.relative_to(folder).parts)
            and not path.is_dir()]


def find_sheet(name: str, cells: list[str], sheets: list[Sheet], others: dict[str, str]) -> Sheet:
    """Return the page that a file was made from; raise FileError if it seems to be none of these.

    That is the page of which the file has the most: cells of its exercises that are on this page
    alone, and what a reader is to write. Of equals it is the one that the file is named after.
    `others` are the texts of pages that have nothing to grade.
    """
    found = set(cells)
    pages_with = Counter(code for sheet in sheets for code in sheet.inner)
    bound = {name for code in cells for name in list_bound(code)}

    def score(sheet: Sheet) -> tuple[int, int]:
        alone = [code for code in sheet.inner & found if pages_with[code] == 1]
        named = len(sheet.page.stem) if sheet.page.stem in name else 0
        return len(alone) + len(sheet.asked & bound), named

    best = max(sheets, key=score)
    strange = {code for code in found if "\n" in code and not any(
        code in sheet.code for sheet in sheets)}
    shared = {page: sum(code in text for code in strange) for page, text in others.items()}
    other = max(shared, key=lambda page: shared[page], default="")
    if other and shared[other] > score(best)[0]:
        raise FileError(f"is made from {other}, which has no exercise with a check")
    if score(best)[0] == 0:
        raise FileError("seems to be made from no page with exercises")
    return best


def list_own(cells: list[str], sheet: Sheet) -> list[tuple[int, str]]:
    """Return the student's cells with their numbers.

    They are neither cells of the page nor its solutions, as a notebook of the full edition has
    them.
    """
    own, inside = [], False
    for number, code in enumerate(cells):
        inside = (inside or code.startswith(BEGIN)) and not code.startswith(END)
        if code not in sheet.code and not (inside and code in sheet.solutions):
            own.append((number, code))
    return own


def take_answer(cells: list[str], sheet: Sheet, part: Part) -> list[str]:
    """Return the cells of the answer to an exercise, in order; none if it is not written yet."""
    own = list_own(cells, sheet)
    check = part.cells[-1].strip()
    end = max((number for number, code in enumerate(cells) if code == check), default=len(cells))
    bound = {number: list_bound(code) - set(list_unwritten(code)) for number, code in own}
    used = {number: list_used(code) - bound[number] - sheet.given for number, code in own}

    def find(name: str, place: int) -> set[int]:
        """Find the last cell above a place that binds a name, or else the first one below."""
        found = [number for number, names in bound.items() if name in names]
        above = [number for number in found if number < place]
        return set(above[-1:] or found[:1])

    chosen: set[int] = set()
    waiting = [(name, end) for name in part.asked]
    while waiting:
        new = find(*waiting.pop()) - chosen
        chosen |= new
        waiting += [(name, number) for number in new for name in used[number]]
    return [code for number, code in own if number in chosen]


def explain_absence(cells: list[str], part: Part) -> str:
    """Say which name of an answer a file lacks, '' if it has the cell that is to be written."""
    left = {name for code in cells for name in [*list_unwritten(code), *list_bound(code)]}
    missing = [f"`{name}`" for name in part.asked if name not in left]
    return f"no cell defines {' and '.join(missing)}" if missing else ""
