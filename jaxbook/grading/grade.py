"""Grade a folder of notebooks with the checks of their pages, and write one CSV.

Each exercise runs in a process of its own, behind walls and with limits, so that one answer can
spoil neither the next nor the next file. The checks are those of the book as it is here. A result
comes from a check that was completed in that process, and from nothing that an answer prints.
"""
import csv
import dataclasses
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from jaxbook.data import copy_data, find_data, list_words
from jaxbook.form.page import Page
from jaxbook.grading import judge
from jaxbook.grading.ask import Bounds, Verdict, ask
from jaxbook.grading.files import (
    FileError,
    Sheet,
    explain_absence,
    find_sheet,
    list_files,
    read_cells,
    take_answer,
)
from jaxbook.grading.parts import Part, to_python
from jaxbook.grading.walls import Walls, find_walls
from jaxbook.merge import Reader
from jaxbook.project import Project, RequestError, read_text

COLUMNS = ["file", "exercise", "result", "said", "seconds"]
MOST_LETTERS = 500  # of what is said, in a table
KEPT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH")  # of the environment; nothing secret
MOST_PROCESSES = 1024  # threads included, where namespaces count them apart
MOST_FILE_BYTES = 2**28


def read_sheets(project: Project) -> list[Sheet]:
    """Return the pages of a book that have exercises with checks."""
    student = Reader(dataclasses.replace(project, edition="student"))
    full = Reader(dataclasses.replace(project, edition="full"))
    sheets = []
    for page in project.pages:
        if project.files[page].suffix != ".md" or not any(
                page in pages for pages in project.exercises.values()):
            continue
        sheet, solved = (Page(page, reader.read_source(page).text, reader.enabled)
                         for reader in (student, full))
        code = {to_python(cell.code).strip() for cell in solved.cells}
        sheet = Sheet(sheet, frozenset(code))
        sheets += [sheet] if sheet.exercises else []
    return sheets


class Grader:
    """Grades answers to the exercises of a book within limits."""

    def __init__(self, project: Project, seconds: float, memory_gib: float):
        self.project, self.seconds = project, seconds
        self.enabled = Reader(project).enabled
        self.sheets = read_sheets(project)
        self.data = find_data(project, {sheet.page.name: list_words("\n".join(
            cell.code for cell in sheet.page.cells)) for sheet in self.sheets})
        self.others = {page: read_text(project.files[page], project.root)
                       for page in project.pages if page not in self.data}
        self.limits = {"RLIMIT_DATA": int(memory_gib * 2**30), "RLIMIT_FSIZE": MOST_FILE_BYTES,
                       "RLIMIT_CORE": 0}
        if not self.sheets:
            raise RequestError("grade: no page of this book has an exercise with a check that "
                               "asks for something to write")
        with tempfile.TemporaryDirectory() as folder:
            self.walls: Walls = find_walls(project.root, Path(folder))
        if self.walls.kind != "none" and os.getuid() != 0:
            self.limits["RLIMIT_NPROC"] = MOST_PROCESSES

    def grade(self, path: Path) -> Iterator[tuple[str, Verdict, float]]:
        """Yield label, verdict and seconds of each exercise of the page that a file belongs to."""
        try:
            cells = read_cells(path, self.enabled)
            sheet = find_sheet(path.name, cells, self.sheets, self.others)
        except FileError as error:
            yield "", Verdict(judge.ERROR, f"the file {error}"), 0.0
            return
        for part in sheet.exercises:
            start = time.monotonic()
            answer = take_answer(cells, sheet, part)
            verdict = self.ask(sheet, part, answer) if answer else Verdict(
                judge.UNWRITTEN, explain_absence(cells, part))
            yield part.label, verdict, time.monotonic() - start

    def ask(self, sheet: Sheet, part: Part, answer: list[str]) -> Verdict:
        """Return what the check of an exercise says, asked in a new folder with the page's data."""
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
            folder = Path(name).resolve()
            for made in ("home", "tmp"):
                (folder / made).mkdir()
            place = copy_data(self.project.root, sheet.page.name, self.data[sheet.page.name],
                              folder / "book")
            environment = {key: os.environ[key] for key in KEPT if key in os.environ} | {
                "HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp"),
                "MPLBACKEND": "agg", "JAX_PLATFORMS": "cpu"}
            bounds = Bounds(self.seconds, self.limits, self.walls.make_command(folder),
                            environment, place)
            return ask(sheet.parts, {part.label: [answer]}, bounds)[part.label][0]


def make_cell(text: str) -> str:
    """Return a text as a spreadsheet may read it: printable, on one line, and no formula."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    line = line if len(line) <= MOST_LETTERS else f"{line[:MOST_LETTERS]} …"
    return f"'{line}" if line.startswith(("=", "+", "-", "@")) else line


def grade_folder(project: Project, folder: Path, out: Path, seconds: float, memory_gib: float
                 ) -> Counter[str]:
    """Grade each file in a folder, write the table, and return how often each result occurs.

    Rows are written as they come, so that an interruption loses none. Raises RequestError for a
    folder without files.
    """
    if not folder.is_dir():
        raise RequestError(f"grade: there is no folder {folder}")
    if not (files := list_files(folder)):
        raise RequestError(f"grade: {folder} holds no notebook (.ipynb) and no page (.md)")
    grader = Grader(project, seconds, memory_gib)
    if grader.walls.missing:
        print(f"note: {grader.walls.missing}", flush=True)
    total: Counter[str] = Counter()
    with out.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for path in files:
            name = make_cell(path.relative_to(folder).as_posix())
            found: Counter[str] = Counter()
            for label, verdict, took in grader.grade(path):
                found[verdict.result] += 1
                table.writerow([name, label, verdict.result, make_cell(verdict.said),
                                f"{took:.1f}"])
                file.flush()
            print(f"{name}: {describe(found)}", flush=True)
            total += found
    return total


def describe(found: Counter[str]) -> str:
    """Return how often each result occurs, in words."""
    return ", ".join(f"{found[result]} {result}" for result in judge.RESULTS if found[result])
