"""The store of runs: one file for each run, in a folder named after what was executed.

`_build/runs/<key>/<machine>-jax-<version>.json`. The key is a hash of the code as the kernel
receives it, of the tags that affect execution, and of `requirements.txt`; prose, captions and
options of figures are no part of it. Runs of several machines stand side by side under one key.
The run of a page that failed, which only a draft shows, ends in `.draft` instead of `.json`.
"""
import contextlib
import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import nbformat

from jaxbook.project import Project, make_slug
from jaxbook.runs.model import OtherFormatError, Run

EXECUTION_TAGS = {"skip-execution", "raises-exception"}
KEPT_VERSIONS = 3  # of a page, besides the present one, for those who switch between branches


def make_key(
    notebook: nbformat.NotebookNode, requirements: str, allow_errors: bool = False
) -> str:
    """Return the key of a notebook; it is the same for all that differ in prose alone."""
    cells = [
        [cell.source, sorted(EXECUTION_TAGS & set(cell.metadata.get("tags") or []))]
        for cell in notebook.cells if cell.cell_type == "code"
    ]
    kernel = notebook.metadata.get("kernelspec", {}).get("name", "")
    what = [kernel, cells, requirements, *(["errors allowed"] if allow_errors else [])]
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()[:32]


def add_data(key: str, root: Path, names: Iterable[str]) -> str:
    """Return the key of a page that also depends on these data files of the book in `root`."""
    data = [[name, hashlib.sha256((root / name).read_bytes()).hexdigest()] for name in names]
    return hashlib.sha256(json.dumps([key, data]).encode()).hexdigest()[:32] if data else key


class Store:
    """The runs in a folder."""

    def __init__(self, project: Project):
        self.folder = project.build / "runs"
        self.draft = project.draft

    def list_files(self, key: str) -> list[Path]:
        return sorted((self.folder / key).glob("*.json"))

    def find(self, key: str) -> list[Run]:
        """Return the runs of a key, the newest first; say on stderr which file is damaged.

        A draft may show the run of a page that failed, if it has no other.
        """
        runs = []
        failed = (self.folder / key).glob("*.draft") if self.draft else ()
        for path in self.list_files(key) or sorted(failed):
            try:
                runs.append(Run.from_json(path.read_bytes()))
            except OtherFormatError:  # the page counts as not executed yet
                continue
            except (OSError, ValueError) as error:
                print(f"{path}: not a run that can be used: {error}", file=sys.stderr)
        return sorted(runs, key=lambda run: run.date, reverse=True)

    def put(self, key: str, run: Run) -> Path:
        """Keep a run; the file is complete or absent. Raises OSError, such as for a full disk."""
        suffix = "draft" if run.fault else "json"
        name = make_slug(f"{run.machine.slug} jax {run.versions.jax}")
        path = self.folder / key / f"{name}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, suffix=".half", delete=False,
                                         encoding="utf-8") as draft:
            half = Path(draft.name)
            try:
                draft.write(run.to_json())
                draft.close()
                half.replace(path)
            except BaseException:
                with contextlib.suppress(OSError):
                    half.unlink()
                raise
        return path

    def prune(self, present: Iterable[str]) -> None:
        """Remove what cannot be read, and the runs of versions of a page that are neither present
        nor recent.
        """
        present = set(present)
        for path in [path for key in present for path in self.list_files(key)]:
            try:
                Run.from_json(path.read_bytes())
            except ValueError:
                path.unlink()
        versions: dict[str, list[tuple[float, str]]] = {}
        for folder in self.folder.iterdir() if self.folder.exists() else ():
            if folder.name in present or not folder.is_dir():
                continue
            files = list(folder.glob("*.json"))
            try:
                page = json.loads(files[0].read_bytes())["page"]
            except (IndexError, OSError, ValueError, KeyError, TypeError):
                shutil.rmtree(folder, ignore_errors=True)
                continue
            age = max(file.stat().st_mtime for file in files)
            versions.setdefault(str(page), []).append((age, folder.name))
        for found in versions.values():
            for _, key in sorted(found, reverse=True)[KEPT_VERSIONS:]:
                shutil.rmtree(self.folder / key, ignore_errors=True)
