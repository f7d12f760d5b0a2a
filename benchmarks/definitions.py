"""Run what a page defines, so that a benchmark times the programs that readers see.

Running a whole page takes minutes, so only its imports, functions, classes and constants are run,
and the few assignments that a benchmark asks for by name.
"""
import ast
import types
from collections.abc import Container
from pathlib import Path

import matplotlib

from jaxbook.merge import read_notebook
from jaxbook.project import Project

BOOK = Project(Path(__file__).resolve().parents[1])  # with solutions, whatever EDITION says


def run_definitions(page: str, computed: Container[str]) -> types.SimpleNamespace:
    """Return the names that a page defines without computing anything but those in `computed`."""
    matplotlib.use("agg")  # before the page imports its plotting
    names: dict[str, object] = {"__name__": "page"}
    constants = {"namedtuple"}  # what it makes is a class, and so a constant
    notebook = read_notebook(BOOK, page)
    assert notebook, f"{page} has no code"
    for cell in notebook.cells:
        if cell.cell_type != "code" or cell.source.startswith("%"):
            continue
        for node in ast.parse(cell.source).body:
            if isinstance(node, ast.Assign):
                used = [n for n in ast.walk(node) if isinstance(n, ast.Name)]
                made = {n.id for n in used if isinstance(n.ctx, ast.Store)}
                if not any(name in computed for name in made):
                    waits = isinstance(node.value, ast.Dict) and not node.value.keys  # for results
                    if waits or {n.id for n in used} - made - constants:
                        continue
                    constants |= made
            elif isinstance(node, ast.ClassDef):
                constants.add(node.name)  # what a class makes of constants is a constant too
            elif not isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef):
                continue
            exec(compile(ast.Module([node], []), page, "exec"), names)
    return types.SimpleNamespace(**names)
