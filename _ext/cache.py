"""The execution cache: which pages are notebooks, and what is kept of the run of each.

`execution.py` fills it and `rendering.py` reads it; nothing else passes between them. `archive.py`
moves it between machines.

As a Sphinx extension it points myst-nb at the cache at `config-inited`.
"""
import functools
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

# jsonschema, imported by nbformat, would load this part of JupyterLab for two seconds to check
# a format that no notebook has. Delete when `import rfc3987_syntax` is quick (1.1.0 is not).
sys.modules["rfc3987_syntax"] = None

import nbformat
from filelock import FileLock, Timeout
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from myst_nb.core.config import NbParserConfig
from myst_nb.core.read import create_nb_reader
from myst_parser.config.main import MdParserConfig
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx_external_toc.parsing import parse_toc_yaml
from sqlalchemy.exc import SQLAlchemyError

from solutions import read_page

ROOT = Path(__file__).resolve().parents[1]
RUN_FORMAT = 2  # of what is kept beside the outputs: raise it, and every page is executed again


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


def read_notebooks(root: Path = ROOT) -> dict[str, nbformat.NotebookNode]:
    """Return each page that is a notebook, in the order of `_toc.yml`."""
    notebooks = {page: read_notebook(page, root) for page in list_pages(root)}
    return {page: notebook for page, notebook in notebooks.items() if notebook}


def find_cache(root: Path = ROOT) -> Path:
    """Return the folder of the cache for these requirements and this JAX.

    The key that jupyter-cache uses is the code; packages make results stale as well.
    """
    key = f"{version('jax')} {RUN_FORMAT} ".encode() + (root / "requirements.txt").read_bytes()
    return root / "_build" / "cache" / hashlib.sha256(key).hexdigest()[:16]


def open_cache(folder: Path) -> JupyterCacheAbstract:
    """Return the cache in `folder`; raise ExtensionError if its index cannot be read."""
    cache = get_cache(folder)
    try:
        cache.list_cache_records()
    except (SQLAlchemyError, RuntimeError, ValueError) as error:  # whatever sqlite makes of it
        reason = getattr(error, "orig", None) or error
        raise ExtensionError(f"the index of the cache {folder} is damaged: {reason}") from error
    return cache


def renew_cache(folder: Path) -> JupyterCacheAbstract:
    """Return the cache in `folder`, an empty one, with a message, if its index is damaged."""
    try:
        return open_cache(folder)
    except ExtensionError as error:
        print(f"{error}; every page is executed again", file=sys.stderr)
        shutil.rmtree(folder)
        return open_cache(folder)


def find_outputs(cache: JupyterCacheAbstract, hashkey: str) -> Path:
    """Return the file of an executed notebook, where jupyter-cache keeps it."""
    return cache.path / "executed" / hashkey / "base.ipynb"


def find_run(
    cache: JupyterCacheAbstract, page: str, notebook: nbformat.NotebookNode
) -> dict | None:
    """Return what is kept with the run of `notebook`, None if it has none that can be read."""
    try:
        record = cache.match_cache_notebook(notebook)
        json.loads(find_outputs(cache, record.hashkey).read_text(encoding="utf-8"))
    except KeyError:
        return None
    except (OSError, ValueError) as error:
        print(f"{page}.md: its run in the cache is damaged: {error}", file=sys.stderr)
        return None
    return record.data


@functools.cache  # by root; a build asks often, and nothing changes while it renders
def read_runs(root: Path) -> dict[str, dict | None]:
    """Return what is kept with the run of each notebook of the book, by page."""
    cache = open_cache(find_cache(root))
    return {page: find_run(cache, page, nb) for page, nb in read_notebooks(root).items()}


def keep_run(
    cache: JupyterCacheAbstract, page: str, notebook: nbformat.NotebookNode, run: dict
) -> None:
    """Put an executed page into the cache; if that fails, nothing half-written stays.

    Raises OSError with the reason, such as a full disk.
    """
    _, hashkey = cache.create_hashed_notebook(notebook)
    folder = find_outputs(cache, hashkey).parent
    shutil.rmtree(folder, ignore_errors=True)  # jupyter-cache stumbles over one without outputs
    bundle = CacheBundleIn(notebook, page, data=run)
    try:
        cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if not isinstance(error, Exception):
            raise
        reason = str(error.__cause__ or error).split("\n")[0]
        raise OSError(f"its run cannot be put into the cache: {reason}") from error


@contextmanager
def hold_build(task: str, root: Path = ROOT) -> Iterator[None]:
    """Keep other builds out of `_build`; raise ExtensionError if one is at work there."""
    note = root / "_build" / "at-work"
    note.parent.mkdir(exist_ok=True)
    try:
        with FileLock(note.with_suffix(".lock"), timeout=0):
            note.write_text(f"{task}, process {os.getpid()}", encoding="utf-8")
            yield
            note.unlink()
    except Timeout as error:
        raise ExtensionError(
            f"another build is at work in this folder ({note.read_text(encoding='utf-8')}): "
            "wait for its end or stop it"
        ) from error


def point_at_cache(app: Sphinx, config) -> None:
    """Tell myst-nb where the cache is."""
    config.nb_execution_cache_path = str(find_cache(Path(app.srcdir)))


def setup(app: Sphinx) -> dict[str, object]:
    # Before myst-nb reads its options, which it does at `builder-inited`.
    app.connect("config-inited", point_at_cache)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
