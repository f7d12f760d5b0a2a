"""Which cells measure time, and how such a cell runs alone while others run side by side.

Two programs at once would measure each other, so a cell that measures time waits until no other
cell is running, and the others wait for it.
"""
import ast
import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

CLOCKS = re.compile(r"\b(timeit|perf_counter\w*|process_time\w*|monotonic\w*|time_ns|time\.time|"
                    r"Timer|tic|toc|tac)\b|^\s*%%?time", re.MULTILINE)


def list_names(node: ast.AST) -> set[str]:
    """Return the names of variables and attributes in a piece of code."""
    return {part.id if isinstance(part, ast.Name) else part.attr for part in ast.walk(node)
            if isinstance(part, ast.Name | ast.Attribute)}


def find_timed(codes: list[str]) -> list[bool]:
    """Return of each cell of a page whether it may measure time.

    A cell does if it reads a clock, or names a function or class that does, directly or through
    others. A definition alone measures nothing.
    """
    timers: set[str] = set()
    timed = []
    for code in codes:
        try:
            body = ast.parse(code).body
        except SyntaxError:  # magics of IPython
            timed.append(bool(CLOCKS.search(code)))
            continue
        found = False
        for node in body:
            reads = bool(CLOCKS.search(ast.unparse(node)) or list_names(node) & timers)
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                timers |= {node.name} if reads else set()
            else:
                found |= reads and not isinstance(node, ast.Import | ast.ImportFrom)
        timed.append(found)
    return timed


class Turns:
    """Gives cells their turn: side by side, or alone. Who wants to be alone goes first."""

    def __init__(self) -> None:
        self.changed = asyncio.Condition()
        self.running = 0  # cells that are running, -1 for one that is alone
        self.waiting = 0  # cells that wait to be alone

    @asynccontextmanager
    async def take(self, alone: bool) -> AsyncGenerator[None]:
        """Wait for a turn, and end it whatever happens."""
        async with self.changed:
            self.waiting += alone
            try:
                await self.changed.wait_for(
                    lambda: self.running == 0 if alone else self.running >= 0 and not self.waiting)
            finally:
                self.waiting -= alone
                self.changed.notify_all()
            self.running = -1 if alone else self.running + 1
        try:
            yield
        finally:
            self.running = 0 if alone else self.running - 1
            async with self.changed:
                self.changed.notify_all()
