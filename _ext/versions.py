"""Run the notebooks of the built site where only a reader's packages are, on several JAX.

`python _ext/versions.py [RELEASE ...]` makes an environment for each release (default: the oldest
supported one and the newest) under `_build/versions`, executes the notebooks of EDITION there one
at a time, and ends with a table of pages and releases: seconds, or the cell that failed.
"""
import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

# First: it keeps a slow import away from nbformat.
from cache import ROOT, list_pages

# isort: split
import nbformat
import yaml
from sphinx.errors import ExtensionError
from tabulate import tabulate

from execution import REFUSED_JAX, execute
from notebooks import FOLDER
from solutions import read_edition

OLDEST = "0.9.2"  # what the install cells of the pages ask for at least
OLDEST_PYTHON = "3.12"
PACKAGES = ("quantecon", "matplotlib", "numpy", "numba", "ipykernel")


def read_site() -> dict[str, nbformat.NotebookNode]:
    """Return the notebooks that readers download, by page, in the order of `_toc.yml`.

    Raises ExtensionError if there is none.
    """
    folder = ROOT / "_build" / read_edition() / "html" / FOLDER
    paths = {page: folder / f"{page}.ipynb" for page in list_pages(ROOT)}
    found = {page: nbformat.read(path, 4) for page, path in paths.items() if path.exists()}
    if not found:
        raise ExtensionError(f"no notebooks in {folder.relative_to(ROOT)}: run make book")
    return found


def call_uv(*arguments: str | Path) -> bool:
    """Run uv, installed by `make test-versions`; return whether it succeeded."""
    # pyenv's python3.12 answers only where it is asked for; uv shall fetch no Python by itself.
    settings = {"PYENV_VERSION": OLDEST_PYTHON, "UV_PYTHON_DOWNLOADS": "never"}
    command = [sys.executable, "-m", "uv", "--quiet", *arguments]
    return subprocess.run(command, env=os.environ | settings, check=False).returncode == 0


def make_kernel(release: str, folder: Path) -> str:
    """Install JAX `release` (`newest` for that) and PACKAGES; return the name of the new kernel.

    Raises RuntimeError if they cannot be installed.
    """
    name = f"jax-{release}"
    environment = folder / name
    new = ["venv", "--clear", "--seed", environment, "--python"]  # --seed: pages say %pip
    if release == "newest" or not call_uv(*new, OLDEST_PYTHON):
        call_uv(*new, sys.executable)
    refused = ",".join(f"!={known}" for known in REFUSED_JAX)
    wanted = f"jax{refused}" if release == "newest" else f"jax=={release}"
    python = environment / "bin" / "python"
    if not call_uv("pip", "install", "--python", python, wanted, *PACKAGES):
        raise RuntimeError(f"{wanted} cannot be installed; the lines above say why")
    kernel = folder / "kernels" / name / "kernel.json"
    kernel.parent.mkdir(parents=True, exist_ok=True)
    kernel.write_text(json.dumps({
        "argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": name, "language": "python",
        "env": {"PYTHONPATH": "", "JAX_DEBUG_KEY_REUSE": "1"},  # a key that is used twice: an error
    }), encoding="utf-8")
    return name


def run_pages(
    notebooks: dict[str, nbformat.NotebookNode], kernel: str, timeout_s: int
) -> tuple[str, dict[str, str], list[str]]:
    """Execute notebooks in a kernel; return the versions seen, a result a page, and the failures.

    A result is the seconds that a page took, or the cell that failed.
    """
    seen, results, failures = kernel, {}, []
    for page, notebook in notebooks.items():
        notebook.metadata["kernelspec"]["name"] = kernel
        print(f"{kernel}: {page}", end=" ", flush=True)
        try:
            run = execute(notebook, timeout_s)
        except RuntimeError as error:
            place, _, message = str(error).replace(" at line ?", "", 1).partition(": ")
            results[page] = f"FAILED {place}"
            failures.append(f"{page}, {kernel}, {place}: {message.splitlines()[-1]}")
        else:
            seen = f"JAX {run['jax']}, Python {run['python']}"
            results[page] = f"{run['execution_seconds']:.1f}"
        print(results[page])
    return seen, results, failures


def main(arguments: list[str] | None = None) -> int:
    """Run each page with each release; return 1 if any failed, after the table and the reasons."""
    parser = argparse.ArgumentParser(description="Run the notebooks with several releases of JAX.")
    parser.add_argument("releases", nargs="*", default=[OLDEST, "newest"])
    folder = ROOT / "_build" / "versions"
    os.environ["JUPYTER_PATH"] = str(folder)
    try:
        pages = list(read_site())
    except ExtensionError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    columns, failures = {}, []
    for release in parser.parse_args(arguments).releases:
        try:
            kernel = make_kernel(release, folder)
        except RuntimeError as error:
            failures.append(f"{release}: {error}")
            continue
        seen, results, failed = run_pages(read_site(), kernel, config["execute"]["timeout"])
        columns[seen] = results
        failures += failed
    print("\n" + tabulate(
        [[page, *(column[page] for column in columns.values())] for page in pages],
        ["page", *columns], disable_numparse=True,
    ))
    for failure in failures:
        print(f"error: {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
