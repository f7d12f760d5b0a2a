"""Write the inventories of documentation that the book keeps in `inventories/`, as plain text.

    python tools/inventories.py NAME PACKAGE [FROM [UNDER]]

FROM is an `objects.inv` that a documentation publishes, or the folder of its sources, from which
the addresses follow: `autosummary` with `:toctree: generated` writes a page `generated/NAME.html`
for each name below it, and `autoclass` and the like write an anchor on their own page. UNDER is the
folder of FROM to read. Names that the installed PACKAGE does not have are left out, and so are
methods, so that an inventory stays small; `stdlib` stands for the standard library.

What each file was made from is written in `inventories/README.md`.
"""
import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from sphinx.util.inventory import InventoryFile

# What the documentation describes under another name, or without an anchor.
BY_HAND = {
    "jax": {
        "jax.new_ref": "_autosummary/jax.ref.new_ref.html",
        "jax.sharding.AxisType": "notebooks/explicit-sharding.html",
    },
    "numpy": {
        "numpy.abs": "reference/generated/numpy.absolute.html",
        "numpy.lib.stride_tricks.sliding_window_view":
            "reference/generated/numpy.lib.stride_tricks.sliding_window_view.html",
    },
    "numba": {
        "numba.njit": "reference/jit-compilation.html",
        "numba.prange": "user/parallel.html",
        "numba.threading_layer": "user/threading-layer.html",
        "numba.extending.is_jitted": "extending/high-level.html",
    },
    "matplotlib": {
        "matplotlib.pyplot.get_cmap": "api/_as_gen/matplotlib.pyplot.get_cmap.html",
    },
    "quantecon": {
        "quantecon.MarkovChain": "markov/core.html",
        "quantecon.Timer": "util/timing.html",
        "quantecon.timeit": "util/timing.html",
    },
}
FOLDER = Path(__file__).resolve().parents[1] / "inventories"
DIRECTIVE = re.compile(r"\s*\.\. (?:py:)?([a-z]+)::\s*(.*)")
MODULE = {"currentmodule", "module", "automodule"}
OBJECT = {"autoclass", "autofunction", "autoexception", "autodata", "class", "function",
          "data", "attribute"}


def find_object(name: str) -> object:
    """Return what a dotted name stands for here; raise LookupError if there is nothing."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:count]))
        except ImportError:
            continue
        try:
            for part in parts[count:]:
                found = getattr(found, part)
        except Exception:  # Numba raises an error of its own where there is no driver
            break
        return found
    raise LookupError(name)


def name_kind(found: object) -> str:
    """Return the type of an object as inventories have it."""
    if inspect.ismodule(found):
        return "mod"
    if inspect.isclass(found):
        return "exception" if issubclass(found, BaseException) else "class"
    return "function" if callable(found) else "data"


def read_page(path: Path, page: str, package: str) -> Iterator[tuple[str, str]]:
    """Yield each name that a page of sources documents, and the address of its page."""
    module, block, folder, more = package, "", "", 0
    for line in path.read_text(encoding="utf-8").splitlines():
        if found := DIRECTIVE.match(line):
            block, folder = found[1], ""
            more = found.start(2) if block in OBJECT else 0
            if block in MODULE:
                module = found[2].strip()
            elif block in OBJECT and found[2]:
                yield complete(found[2].split("(")[0].strip(), module, package), f"{page}.html"
        elif line[:1].strip():
            block = ""
        elif more and (found := re.fullmatch(rf" {{{more}}}(\w+)", line)):  # a second signature
            yield complete(found[1], module, package), f"{page}.html"
        elif block == "autosummary" and (found := re.match(r"\s+:toctree:\s*(\S+)", line)):
            folder = found[1].strip("/")
        elif block == "autosummary" and folder and (found := re.match(r"\s+~?([\w.]+)\s*$", line)):
            name = complete(found[1], module, package)
            above = page.rpartition("/")[0]
            yield name, "/".join(filter(None, [above, folder, f"{name}.html"]))


def complete(name: str, module: str, package: str) -> str:
    """Return the whole name of what stands below a `currentmodule`."""
    return name if name.split(".")[0] == package else f"{module}.{name}"


def read_sources(folder: Path, under: str, package: str) -> dict[str, str]:
    """Return the address of each name that the sources of a documentation list."""
    names: dict[str, str] = {}
    for path in sorted((folder / under).rglob("*.rst")):
        page = path.relative_to(folder).with_suffix("").as_posix()
        for name, address in read_page(path, page, package):
            names.setdefault(name, address)
    return names


def read_inventory(path: Path) -> dict[str, str]:
    """Return the address of each Python name of a published inventory; an anchor is the name."""
    with path.open("rb") as file:
        found = InventoryFile.load(file, "", lambda base, location: location)
    kinds = ("function", "class", "exception", "data", "attribute", "property")
    return {name: address.partition("#")[0] for kind in kinds
            for name, (_, _, address, _) in found.get(f"py:{kind}", {}).items()
            if address.partition("#")[2] in (name, "")}


def list_lines(names: dict[str, str], package: str) -> Iterator[str]:
    """Yield a line of the inventory for each name that is there, except methods."""
    for name, address in sorted(names.items()):
        wanted = name.split(".")[0] in (
            sys.stdlib_module_names if package == "stdlib" else {package})
        try:
            inside = wanted and inspect.isclass(find_object(name.rpartition(".")[0] or "builtins"))
            kind = name_kind(find_object(name)) if wanted and not inside else ""
        except (LookupError, ValueError):
            continue
        if kind:
            yield f"{name} {kind} {address}"


def write(name: str, package: str, source: str = "", under: str = "") -> None:
    """Write one inventory in the first, textual format, which Sphinx reads."""
    path = Path(source)
    names = {}
    if source:
        names = read_sources(path, under, package) if path.is_dir() else read_inventory(path)
    names |= BY_HAND.get(name, {})
    lines = list(list_lines(names, package))
    FOLDER.mkdir(exist_ok=True)
    head = ["# Sphinx inventory version 1", f"# Project: {name}", "# Version: none"]
    (FOLDER / f"{name}.txt").write_text("\n".join([*head, *lines, ""]), encoding="utf-8")
    print(f"{name}: {len(lines)} names")


if __name__ == "__main__":
    write(*sys.argv[1:])
