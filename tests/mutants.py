"""Mutants of official answers: small changes that a check must notice.

Each parameter of an answer is frozen at the value of its first call, each term of a sum is dropped,
and each comparison is changed at its boundary. What only raises an error for bad arguments is left
as it is, because no statement promises it.
"""
import ast
import copy
from collections.abc import Iterator

CHANGED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
           ast.NotEq: ast.Eq}
FREEZE = "_freeze"  # a function of the judge's; see `judge.Frozen`


def list_mutants(code: str, names: list[str]) -> list[tuple[str, str]]:
    """Return (what was changed, code) of each mutant of an answer that defines these functions."""
    tree = ast.parse(code)
    found = [(f"{name}({argument.arg}) is a constant",
              f"{code}\n{name} = {FREEZE}({name}, {argument.arg!r})\n")
             for name in names for function in tree.body
             if isinstance(function, ast.FunctionDef) and function.name == name
             for argument in function.args.args]
    seen: dict[str, int] = {}
    for path, node in list(walk(tree, ())):
        for said, new in change(node):
            seen[said] = seen.get(said, 0) + 1
            mark = f" ({seen[said]})" if seen[said] > 1 else ""
            found.append((said + mark, ast.unparse(replace(tree, path, new))))
    return found


def walk(node: ast.AST, path: tuple) -> Iterator[tuple[tuple, ast.AST]]:
    """Yield each node with the way to it; leave out what only raises an error."""
    yield path, node
    if isinstance(node, ast.If) and all(isinstance(line, ast.Raise) for line in node.body):
        for index, line in enumerate(node.orelse):
            yield from walk(line, (*path, ("orelse", index)))
        return
    if isinstance(node, ast.Raise | ast.Assert):
        return
    for name, value in ast.iter_fields(node):
        if isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, ast.AST):
                    yield from walk(item, (*path, (name, index)))
        elif isinstance(value, ast.AST):
            yield from walk(value, (*path, (name, None)))


def change(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Yield what can be changed at a node, in words, and the node in its place."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        right = node.right
        if isinstance(node.op, ast.Sub):
            right = ast.UnaryOp(ast.USub(), node.right)
        text = ast.unparse(node)
        yield f"{text} without {ast.unparse(node.right)}", node.left
        yield f"{text} without {ast.unparse(node.left)}", right
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in CHANGED:
        new = copy.deepcopy(node)
        new.ops = [CHANGED[type(node.ops[0])]()]
        yield f"{ast.unparse(node)} as {ast.unparse(new)}", new


def replace(tree: ast.Module, path: tuple, new: ast.AST) -> ast.Module:
    """Return a copy of a tree with another node at the end of a path."""
    tree = copy.deepcopy(tree)
    node: ast.AST = tree
    for name, index in path[:-1]:
        node = getattr(node, name) if index is None else getattr(node, name)[index]
    name, index = path[-1]
    if index is None:
        setattr(node, name, new)
    else:
        getattr(node, name)[index] = new
    return ast.fix_missing_locations(tree)
