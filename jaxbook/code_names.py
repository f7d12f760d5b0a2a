"""Which names of libraries the code of a page uses, and where.

Names are resolved by the imports of the page, without running or importing anything: after
`import jax.numpy as jnp` the code `jnp.cumsum(x)` uses `jax.numpy.cumsum`. A name that the page
binds in another way as well, as a parameter for example, stands for nothing.
"""
import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Use:
    """A name of a library in a line of code: from column `start` to `end`, in characters."""

    name: str
    line: int
    start: int
    end: int


def parse(code: str) -> ast.Module | None:
    """Return the code as a tree; None if it is no Python. Lines for IPython are skipped."""
    lines = ["" if line.lstrip().startswith(("%", "!", "?")) else line
             for line in code.split("\n")]
    try:
        return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError):
        return None


def find_aliases(cells: Iterable[str]) -> dict[str, str]:
    """Return what each name stands for that the cells of a page import."""
    found: dict[str, str] = {}
    bound: set[str] = set()
    for tree in filter(None, map(parse, cells)):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    first = alias.name.partition(".")[0]
                    found[alias.asname or first] = alias.name if alias.asname else first
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
            elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                bound.add(node.id)
            elif isinstance(node, ast.arg):
                bound.add(node.arg)
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                bound.add(node.name)
    return {name: meaning for name, meaning in found.items() if name not in bound}


def write_chain(node: ast.AST) -> str:
    """Return `a.b.c` as it is written, '' for an expression of another kind."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := write_chain(node.value)):
        return f"{before}.{node.attr}"
    return ""


def list_chains(code: str) -> Iterator[tuple[str, ast.expr]]:
    """Yield each name that is read, with all that follows its points, in the order of the code."""
    tree = parse(code)
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Name)
             and isinstance(node.ctx, ast.Load)] if tree else []
    inner = {id(node.value) for node in found if isinstance(node, ast.Attribute)
             and write_chain(node)}
    for node in sorted(found, key=lambda node: (node.lineno, node.col_offset)):
        if id(node) not in inner and (chain := write_chain(node)):
            yield chain, node


def resolve(chain: str, aliases: dict[str, str]) -> str:
    """Return the whole name of what is written as `chain`, '' if it is of no library."""
    first, point, rest = chain.partition(".")
    return f"{aliases[first]}{point}{rest}" if first in aliases else ""


def list_uses(code: str, aliases: dict[str, str]) -> Iterator[Use]:
    """Yield each name of a library that the code uses, from left to right."""
    lines = code.split("\n")
    for chain, node in list_chains(code):
        name = resolve(chain, aliases)
        if not name or node.lineno != node.end_lineno or node.end_col_offset is None:
            continue
        line = lines[node.lineno - 1].encode()  # Python counts bytes
        start, end = (len(line[:column].decode()) for column in
                      (node.col_offset, node.end_col_offset))
        if end - start == len(chain):
            yield Use(name, node.lineno, start, end)


def list_mentions(text: str, aliases: dict[str, str]) -> Iterator[str]:
    """Yield the names in a text in code font, whole where the page imports them.

    Others are what a whole name may end with: `scan` for `jax.lax.scan`.
    """
    for chain, _ in list_chains(text.strip().removeprefix("@")):
        yield resolve(chain, aliases) or chain


def list_endings(name: str) -> list[str]:
    """Return what prose may call a name: the whole of it, or its last parts."""
    parts = name.split(".")
    return [".".join(parts[start:]) for start in range(len(parts))]


def find_documented(name: str, known: dict[str, str]) -> str:
    """Return the longest beginning of a name that has documentation, '' if none has."""
    while name and name not in known:
        name = name.rpartition(".")[0]
    return name
