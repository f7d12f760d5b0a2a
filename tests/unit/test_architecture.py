"""docs/architecture.md names every module, and each module imports only what its row allows."""
import ast
import re

import pytest

from sources import ROOT

PACKAGE = ROOT / "jaxbook"
ROW = re.compile(r"^\| `([\w/.]+)` \| (\w+) \| .+? \| (.+?) \|$", re.MULTILINE)
TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
ROWS = {name: (kind, allowed) for name, kind, allowed in ROW.findall(TEXT)}
# They hold a docstring.
TOO_SMALL = {"__init__.py", *(f"{folder}/__init__.py" for folder in (
    "formulas", "grading", "notebooks", "pdf", "records", "runs"))}


def list_modules() -> set[str]:
    """Return the modules, by path."""
    paths = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py")}
    return {path for path in paths if not path.startswith("templates/")} - TOO_SMALL


def list_imports(name: str) -> set[str]:
    """Return the modules of this package that a module imports, without `jaxbook.`."""
    found = set()
    for node in ast.walk(ast.parse((PACKAGE / name).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("jaxbook"):
            module = node.module.removeprefix("jaxbook").removeprefix(".")
            inner = [f"{module}.{alias.name}".removeprefix(".") for alias in node.names]
            packages = [i for i in inner if (PACKAGE / i.replace(".", "/")).with_suffix(
                ".py").exists() or (PACKAGE / i.replace(".", "/")).is_dir()]
            found |= set(packages or [module])
    return found


def test_each_module_has_a_row_and_each_row_a_module():
    assert set(ROWS) == list_modules()


@pytest.mark.parametrize("name", sorted(list_modules()))
def test_module_imports_only_what_its_row_allows(name):
    _, allowed = ROWS[name]
    names = re.findall(r"`([\w.]+)`", allowed)
    own = name.removesuffix(".py").strip("/").replace("/", ".").removesuffix(".__init__")
    for module in list_imports(name):
        fits = [n for n in names if module == n or module.startswith(f"{n}.")]
        assert fits or module.startswith(own) or allowed.startswith("everything"), module


@pytest.mark.parametrize("name", sorted(list_modules()))
def test_extensions_are_the_modules_with_a_setup(name):
    tree = ast.parse((PACKAGE / name).read_text(encoding="utf-8"))
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert ("setup" in functions) is (ROWS[name][0] == "extension")


def test_each_tool_has_a_row_and_each_row_a_tool():
    rows = set(re.findall(r"^\| `([\w/.]+)` \| [^|]+ \| [^|]+ \|$", TEXT, re.MULTILINE))
    assert rows == {path.name + "/" * path.is_dir() for path in (ROOT / "tools").iterdir()
                    if path.name != "__pycache__"}


def test_runs_import_neither_sphinx_nor_docutils():
    for path in (PACKAGE / "runs").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(from|import) (sphinx|docutils|myst)", text, re.MULTILINE), path
