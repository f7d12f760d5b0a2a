"""Execute the notebooks of the book into a cache; Sphinx renders from it and starts no kernel.

`python _ext/execution.py` runs each page of `_toc.yml` that is a notebook and is not in the cache,
one at a time, since two pages at once would measure each other. Beside the outputs it keeps where
they come from: device, versions, date, seconds, commit, checks passed. The environment variables
DEVICE (cpu, gpu; default: what JAX finds) and EDITION (full, student) choose what is run.

As a Sphinx extension it points myst-nb at the cache at `config-inited`.
"""
import asyncio
import datetime
import functools
import hashlib
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

# jsonschema, imported by nbformat, would load this part of JupyterLab for two seconds to check
# a format that no notebook has. Delete when `import rfc3987_syntax` is quick (1.1.0 is not).
sys.modules["rfc3987_syntax"] = None

import nbformat
import yaml
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from myst_nb.core.config import NbParserConfig
from myst_nb.core.read import create_nb_reader
from myst_parser.config.main import MdParserConfig
from nbclient import NotebookClient
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx_external_toc.parsing import parse_toc_yaml

from solutions import read_page

ROOT = Path(__file__).resolve().parents[1]
PLATFORMS = {"cpu": "cpu", "gpu": "cuda"}  # DEVICE: value of JAX_PLATFORMS
REFUSED_JAX = {"0.11.1": "loops that store a path are quadratic on a CPU (JAX issue 40101)"}
PROBE = """
import json, os, platform, resource, sys, jax
print(json.dumps({
    "backend": jax.default_backend(), "device": jax.devices()[0].device_kind,
    "cores": os.cpu_count(), "jax": jax.__version__, "python": platform.python_version(),
    "peak_gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    / 2 ** (30 if sys.platform == "darwin" else 20),
}))
"""


def list_pages(root: Path = ROOT) -> list[str]:
    """Return the pages of `_toc.yml` in order (docnames); raise for a page it does not list."""
    pages = list(parse_toc_yaml(root / "_toc.yml").keys())
    found = {
        path.relative_to(root).with_suffix("").as_posix()
        for folder in ("lectures", "exercises")
        for path in (root / folder).glob("**/*.md")
        if ".ipynb_checkpoints" not in path.parts
    }
    if lone := sorted(found - set(pages)):
        raise ExtensionError(f"not in _toc.yml: {', '.join(f'{page}.md' for page in lone)}")
    return pages


def read_notebook(page: str, root: Path = ROOT) -> nbformat.NotebookNode | None:
    """Return the page as the notebook that myst-nb will look up, None if it is plain text."""
    path = root / f"{page}.md"
    if not path.exists():
        raise ExtensionError(f"_toc.yml lists {page}, but there is no {page}.md")
    text = read_page(path)
    reader = create_nb_reader(str(path), MdParserConfig(), NbParserConfig(), text)
    return reader.read(text) if reader else None


def find_cache(root: Path = ROOT) -> Path:
    """Return the folder of the cache for these requirements and this JAX.

    The key that jupyter-cache uses is the code; packages make results stale as well.
    """
    key = (root / "requirements.txt").read_bytes() + version("jax").encode()
    return root / "_build" / "cache" / hashlib.sha256(key).hexdigest()[:16]


def read_record(cache: JupyterCacheAbstract, notebook: nbformat.NotebookNode) -> dict | None:
    """Return what was kept with the cached run of `notebook`, None if there is none."""
    try:
        return cache.match_cache_notebook(notebook).data
    except KeyError:
        return None


@functools.cache  # a build asks three times, and nothing changes while it renders
def read_records(root: Path = ROOT) -> dict[str, dict | None]:
    """Return the record of each notebook of the book by page, in the order of `_toc.yml`."""
    cache = get_cache(find_cache(root))
    notebooks = {page: read_notebook(page, root) for page in list_pages(root)}
    return {page: read_record(cache, nb) for page, nb in notebooks.items() if nb}


def describe_commit(root: Path = ROOT) -> str:
    """Return the short commit of the sources, with `-dirty` if they were edited since."""
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return run.stdout.strip() or "unknown"


def count_checks(notebook: nbformat.NotebookNode) -> int:
    """Return how many lines of the cells tagged `check` report a passed check."""
    outputs = (
        output.get("text", "")
        for cell in notebook.cells
        if "check" in cell.metadata.get("tags", [])
        for output in cell.get("outputs", [])
    )
    return sum(len(re.findall(r"^PASS \|", text, re.MULTILINE)) for text in outputs)


class Client(NotebookClient):
    """A client that leaves Ctrl-C to Python; nbclient would call the kernel dead and go on."""

    async def async_start_new_kernel(self, **kwargs: object) -> None:
        asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)
        await super().async_start_new_kernel(**kwargs)


def execute(notebook: nbformat.NotebookNode, timeout_s: int) -> dict:
    """Run all cells in place and return the record; raise RuntimeError naming the cell."""
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
    record = json.loads(probe.outputs[0]["text"])
    record["execution_seconds"] = time.perf_counter() - start  # the name that myst-nb reads
    record["date"] = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M")
    record["checks"] = count_checks(notebook)
    return record


def choose_device() -> None:
    """Pass DEVICE on to the kernels; raise ExtensionError for an unknown or missing one."""
    device = os.environ.get("DEVICE", "")
    if device and device not in PLATFORMS:
        raise ExtensionError(f"DEVICE={device}: allowed are {' and '.join(PLATFORMS)}")
    if device:
        os.environ["JAX_PLATFORMS"] = PLATFORMS[device]
        look = [sys.executable, "-c", "import jax; jax.devices()"]
        if subprocess.run(look, capture_output=True, check=False).returncode:
            raise ExtensionError(f"DEVICE={device}: JAX sees no such device here")


def fill_cache(root: Path = ROOT) -> list[str]:
    """Execute each page that is not in the cache; return one line for each that failed."""
    if reason := REFUSED_JAX.get(version("jax")):
        raise ExtensionError(f"JAX {version('jax')} is refused: {reason}")
    cache = get_cache(find_cache(root))
    notebooks = {page: read_notebook(page, root) for page in list_pages(root)}
    stale = {p: nb for p, nb in notebooks.items() if nb and read_record(cache, nb) is None}
    if not stale:
        return []
    choose_device()
    commit = describe_commit(root)
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    failures = []
    for number, (page, notebook) in enumerate(stale.items(), 1):
        print(f"[{number}/{len(stale)}] {page}.md", end=" ", flush=True)
        try:
            record = execute(notebook, config["execute"]["timeout"])
        except RuntimeError as error:
            print("FAILED")
            failures.append(f"{page}.md, {error}")
            continue
        except KeyboardInterrupt as error:
            raise KeyboardInterrupt(f"{page}.md, {error}") from error
        print(f"{record['execution_seconds']:.1f} s, {record['device']}, "
              f"{record['checks']} checks passed")
        bundle = CacheBundleIn(notebook, page, data=record | {"commit": commit})
        cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
    return failures


def main() -> int:
    """Fill the cache; return an exit status, after saying on stderr what went wrong."""
    try:
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


def point_at_cache(app: Sphinx, config) -> None:
    """Tell myst-nb where the cache is."""
    config.nb_execution_cache_path = str(find_cache(Path(app.srcdir)))


def setup(app: Sphinx) -> dict[str, object]:
    # Before myst-nb reads its options, which it does at `builder-inited`.
    app.connect("config-inited", point_at_cache)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


if __name__ == "__main__":
    sys.exit(main())
