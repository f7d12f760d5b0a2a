"""What the judge of answers needs of a page: its code in order, exercise by exercise."""
import ast
import itertools
import re
import symtable
from dataclasses import dataclass, field

from jaxbook.form.page import Cell, Page
from jaxbook.notebooks.convert import list_functions
from jaxbook.runs.turns import CLOCKS

DEFINITIONS = ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom
NO_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)  # that a parser may raise
BINDING = re.compile(r"^(?:def|class)\s+(\w+)|^(\w+)\s*=", re.MULTILINE)
NOT_RUN = {"skip-execution", "raises-exception"}
TIMED = re.compile(r"\A\s*%%(?:time|timeit|capture|prun)\b.*\n")


@dataclass(frozen=True)
class Part:
    """Cells of an exercise, the last of them its check, or cells of the page, with the label ''.

    `asked` are the names that the check takes from what the reader writes.
    """

    label: str
    cells: list[str]
    asked: list[str] = field(default_factory=list)


def to_python(code: str) -> str:
    """Return the code of a cell without what only IPython understands."""
    from IPython.core.inputtransformer2 import TransformerManager

    if not re.search(r"[%!?]", code):
        return code
    return TransformerManager().transform_cell(TIMED.sub("", code)).removesuffix("\n")


def list_bound(code: str) -> set[str]:
    """Return the names that a code binds at its top level; a code that is no Python seems to."""
    try:
        table = symtable.symtable(code, "cell", "exec")
    except NO_PYTHON:
        return {name for names in BINDING.findall(code) for name in names if name}
    return {symbol.get_name() for symbol in table.get_symbols()
            if symbol.is_assigned() or symbol.is_imported()}


def list_used(code: str) -> set[str]:
    """Return the names that a code reads anywhere, none if it is no Python."""
    try:
        tree = ast.parse(code)
    except NO_PYTHON:
        return set()
    return {name.id for name in ast.walk(tree)
            if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Load)}


def only_measures(code: str) -> bool:
    """Return whether a cell times something and defines nothing that a check could call."""
    return bool(CLOCKS.search(code)) and not any(
        isinstance(node, DEFINITIONS) for node in ast.parse(code).body)


def list_unwritten(code: str) -> list[str]:
    """Return the functions of a cell that the reader is to write."""
    try:
        return [name for name, unwritten in list_functions(code).items() if unwritten]
    except NO_PYTHON:
        return []


def list_parts(page: Page) -> list[Part]:
    """Return the code of a page in order, in parts.

    Cells between exercises that only measure are left out: they take most of the time, and a check
    that depends on what they compute fails here, because the name is not defined.
    """
    labels = {cell.line: label for _, label, cells in page.exercises for cell in cells}
    kept = [cell for cell in page.cells if not NOT_RUN & set(cell.tags)
            and (cell.line in labels or "check" in cell.tags
                 or not only_measures(to_python(cell.code)))]
    parts, unwritten = [], set()
    for label, group in itertools.groupby(kept, lambda cell: labels.get(cell.line, "")):
        cells = list(group)
        unwritten |= {name for cell in cells for name in list_unwritten(cell.code)}
        parts.append(Part(label, [to_python(cell.code) for cell in cells],
                          list_asked(cells, unwritten) if label else []))
    return parts


def list_asked(cells: list[Cell], unwritten: set[str]) -> list[str]:
    """Return the names that the check of an exercise takes from an answer.

    They are functions that are to be written, on the page so far, or else what the exercise binds.
    """
    used = list_used(to_python(cells[-1].code))
    bound = {name for cell in cells[:-1] if "check" not in cell.tags
             for name in list_bound(to_python(cell.code))}
    return sorted(used & unwritten or used & bound)
