"""Run what a page defines, so that a benchmark times the programs that readers see.

Running a whole page takes minutes. Only its imports, functions, classes and constants are run, and
the few assignments that a benchmark asks for by name.
"""
import ast
import types
from collections.abc import Container

import matplotlib

from cache import read_notebook


def run_definitions(page: str, computed: Container[str]) -> types.SimpleNamespace:
    """Return the names that a page defines without computing anything but those in `computed`."""
    matplotlib.use("agg")  # before the page imports its plotting
    names: dict[str, object] = {"__name__": "page"}
    constants = set()
    for cell in read_notebook(page).cells:
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
                constants.add(node.name)  # what is made of constants by a class is one too
            elif not isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef):
                continue
            exec(compile(ast.Module([node], []), page, "exec"), names)
    return types.SimpleNamespace(**names)
