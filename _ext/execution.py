"""Execute the notebooks of the book into a cache; Sphinx renders from it and starts no kernel.

`python _ext/execution.py` runs each page of `_toc.yml` that is a notebook and is not in the cache,
one at a time, since two pages at once would measure each other. Beside the outputs it keeps where
they come from: device, versions, date, seconds, commit, and what was checked. Environment variables
choose what is run: DEVICE (cpu, gpu; default: what JAX finds), EDITION (full, student) and SHARD
(2/3 is the second of three shares of the pages, for runners that work side by side).
"""
import asyncio
import datetime
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

# First: it keeps a slow import away from nbformat.
from cache import ROOT, find_cache, find_run, hold_build, keep_run, read_notebooks, renew_cache

# isort: split
import nbformat
import yaml
from nbclient import NotebookClient
from sphinx.errors import ExtensionError

PLATFORMS = {"cpu": "cpu", "gpu": "cuda,cpu"}  # DEVICE: JAX_PLATFORMS, the default one first
REFUSED_JAX = {"0.11.1": "loops that store a path are quadratic on a CPU (JAX issue 40101)"}
PROBE = """
import json, os, pathlib, platform, re, resource, sys, jax
cpuinfo = pathlib.Path("/proc/cpuinfo")
known = re.search("model name.*: (.*)", cpuinfo.read_text() if cpuinfo.exists() else "")
print(json.dumps({
    "backend": jax.default_backend(), "device": jax.devices()[0].device_kind,
    "processor": known[1] if known else platform.processor() or platform.machine(),
    "cores": os.cpu_count(), "jax": jax.__version__, "python": platform.python_version(),
    "peak_gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    / 2 ** (30 if sys.platform == "darwin" else 20),
}))
"""
# What a check prints: PASS | statement | value | relation and reference | tolerance | source.
CHECK = re.compile(r"^(PASS|NOT CHECKED HERE) \| (.*)$", re.MULTILINE)


def describe_commit(root: Path = ROOT) -> str:
    """Return the short commit of the sources, with `-dirty` if they were edited since."""
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return run.stdout.strip() or "unknown"


def read_checks(notebook: nbformat.NotebookNode) -> list[list[str]]:
    """Return what the checks of all cells report: for each line its state, then its fields."""
    outputs = [
        output.text
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.get("name") == "stdout"
    ]
    return [[state, *line.split(" | ")] for text in outputs for state, line in CHECK.findall(text)]


def count_asserts(notebook: nbformat.NotebookNode) -> int:
    """Return how many `assert` statements stand in the cells that are not tagged `check`."""
    return sum(
        len(re.findall(r"^\s*assert\b", cell.source, re.MULTILINE))
        for cell in notebook.cells
        if cell.cell_type == "code" and "check" not in cell.metadata.get("tags", [])
    )


class Client(NotebookClient):
    """A client that leaves Ctrl-C to Python; nbclient would call the kernel dead and go on."""

    async def async_start_new_kernel(self, **kwargs: object) -> None:
        asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)
        await super().async_start_new_kernel(**kwargs)


def execute(notebook: nbformat.NotebookNode, timeout_s: int) -> dict:
    """Run all cells in place; return what to keep of it, or raise RuntimeError naming a cell."""
    place = ""
    lines = notebook.metadata.get("source_map", [])

    def remember(cell: nbformat.NotebookNode, cell_index: int) -> None:
        nonlocal place
        line = lines[cell_index] if cell_index < len(lines) else "?"
        place = f"cell {cell_index + 1} at line {line}"

    probe = nbformat.v4.new_code_cell(PROBE)
    notebook.cells.append(probe)
    start = time.perf_counter()
    try:
        with tempfile.TemporaryDirectory() as folder:
            Client(
                notebook,
                timeout=timeout_s,
                resources={"metadata": {"path": folder}},
                record_timing=False,  # jupyter-cache would take it for a part of the code
                coalesce_streams=True,  # a kernel may send one line in several pieces
                on_cell_start=remember,
                extra_arguments=["--log-level=40"],  # or it warns of TCP at each start
            ).execute()
    except TimeoutError as error:
        raise RuntimeError(f"{place}: over the time limit of {timeout_s} s") from error
    except KeyboardInterrupt as error:
        raise KeyboardInterrupt(place) from error
    except Exception as error:  # whatever nbclient, the kernel or the cell says: name the cell
        message = re.sub(r"\x1b\[[\d;]*m", "", str(error)).strip()  # colours of the traceback
        raise RuntimeError(f"{place}: {message}") from error
    finally:
        notebook.cells.remove(probe)
    run = json.loads(probe.outputs[0]["text"])
    run["execution_seconds"] = time.perf_counter() - start  # the name that myst-nb reads
    run["date"] = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M")
    run["checks"] = read_checks(notebook)
    run["asserts"] = count_asserts(notebook)
    return run


def choose_device() -> str:
    """Pass DEVICE on to the kernels and return it; raise ExtensionError if it cannot be had."""
    device = os.environ.get("DEVICE", "")
    if not device:
        return device
    if device not in PLATFORMS:
        raise ExtensionError(f"DEVICE={device}: allowed are {' and '.join(PLATFORMS)}")
    look = "import jax; print([f'{d.platform} ({d.device_kind})' for d in jax.devices()])"
    run = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=False)
    seen = run.stdout.strip().strip("[]").replace("'", "") or run.stderr.strip().split("\n")[-1]
    if device == "gpu" and "gpu" not in seen:
        raise ExtensionError(f"DEVICE=gpu: JAX sees only {seen}; make gpu installs JAX for NVIDIA")
    os.environ["JAX_PLATFORMS"] = PLATFORMS[device]
    return device


def choose_share(pages: list[str]) -> list[str]:
    """Return the pages that SHARD asks for; raise ExtensionError unless it is like 2/3."""
    shard = os.environ.get("SHARD") or "1/1"
    match = re.fullmatch(r"([1-9]\d*)/([1-9]\d*)", shard)
    if not match or int(match[1]) > int(match[2]):
        raise ExtensionError(f"SHARD={shard}: allowed is i/n with i from 1 to n")
    return pages[int(match[1]) - 1 :: int(match[2])]


def fill_cache(root: Path = ROOT) -> list[str]:
    """Execute each page that is not in the cache; return one line for each that failed.

    A page that another device executed is not in the cache if DEVICE is given.
    """
    if reason := REFUSED_JAX.get(version("jax")):
        raise ExtensionError(f"JAX {version('jax')} is refused: {reason}")
    device = choose_device()
    cache = renew_cache(find_cache(root))
    notebooks = read_notebooks(root)
    share = choose_share(list(notebooks))
    runs = {page: find_run(cache, page, notebooks[page]) for page in share}
    stale = [page for page, run in runs.items() if not run or device not in ("", run["backend"])]
    if not stale:
        return []
    commit = describe_commit(root)
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    failures = []
    for number, page in enumerate(stale, 1):
        print(f"[{number}/{len(stale)}] {page}.md", end=" ", flush=True)
        try:
            run = execute(notebooks[page], config["execute"]["timeout"]) | {"commit": commit}
            keep_run(cache, page, notebooks[page], run)
        except (RuntimeError, OSError) as error:
            print("FAILED")
            failures.append(f"{page}.md, {error}")
            continue
        except KeyboardInterrupt as error:
            raise KeyboardInterrupt(f"{page}.md, {error}") from error
        passed = sum(state == "PASS" for state, *_ in run["checks"])
        print(f"{run['execution_seconds']:.1f} s, {run['device']}, {passed} checks passed")
    return failures


def main() -> int:
    """Fill the cache; return an exit status, after saying on stderr what went wrong."""
    try:
        with hold_build("make execute"):
            failures = fill_cache()
    except ExtensionError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt as error:
        print(f"\ninterrupted in {error}; what was finished is kept, run again to go on",
              file=sys.stderr)
        return 130
    for failure in failures:
        print(f"\nerror: {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
