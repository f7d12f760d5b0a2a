"""Which pages of a book are notebooks, and which stored run belongs to each of them."""
import hashlib
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import nbformat

from jaxbook.memo import Memo
from jaxbook.project import Project, read_text
from jaxbook.runs.model import Run
from jaxbook.runs.store import Store, make_key


def digest_tool() -> str:
    """Return a hash of the program text of this package."""
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.*")):
        if "__pycache__" not in path.parts:
            digest.update(str(path.relative_to(folder)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


class Pages:
    """The pages of a project with their keys and runs; each page is parsed once at the most."""

    def __init__(self, project: Project):
        self.project = project
        self.store = Store(project)
        self.memo = Memo(project.build / f"memo-{project.edition}.json")

    @cached_property
    def reader(self):
        from jaxbook.merge import Reader  # brings myst-nb, which a build without changes can spare

        return Reader(self.project)

    @cached_property
    def keys(self) -> dict[str, str]:
        """The key of each page that is a notebook, in the order of `_toc.yml`."""
        return {page: key for page, (key, _) in self.found.items()}

    @cached_property
    def found(self) -> dict[str, tuple[str, int]]:
        """The key of each page that is a notebook, and the number of its code cells."""
        found = {page: self.find_key(page) for page in self.project.pages}
        self.memo.save()
        return {page: (key, cells) for page, (key, cells) in found.items() if key}

    @cached_property
    def tool(self) -> str:
        return digest_tool()

    def remember(self, kind: str, page: str, compute: Callable[[], object], *more: str):
        """Return what `compute` returns for a page, from memory if nothing it reads has changed.

        It may read the page, its solutions, `_config.yml` and the texts in `more`.
        """
        from_solutions = self.project.find_solutions_file(page)
        texts = [read_text(self.project.files[page], self.project.root)]
        if from_solutions is not None and from_solutions.exists():
            texts.append(read_text(from_solutions, self.project.root))
        config = read_text(self.project.root / "_config.yml", self.project.root)
        return self.memo.recall(kind, [self.tool, config, page, *more, *texts], compute)

    def find_key(self, page: str) -> tuple[str, int]:
        """Return the key of a page and the number of its code cells, ('', 0) for plain text."""
        return self.remember("key", page, lambda: self.compute_key(page), self.project.requirements)

    def compute_key(self, page: str) -> tuple[str, int]:
        notebook = self.read_notebook(page)
        if notebook is None:
            return "", 0
        cells = sum(cell.cell_type == "code" for cell in notebook.cells)
        return make_key(notebook, self.project.requirements), cells

    def read_notebook(self, page: str) -> nbformat.NotebookNode | None:
        return self.reader.read_notebook(page)

    @cached_property
    def runs(self) -> dict[str, Run | None]:
        """The newest run of each page that is a notebook, None for one that was not executed."""
        return {page: next(iter(self.list_runs(page)), None) for page in self.keys}

    def list_runs(self, page: str) -> list[Run]:
        """Return the runs of a notebook that have outputs for each of its cells, newest first."""
        key, cells = self.found[page]
        return [run for run in self.store.find(key) if len(run.outputs) == cells]


def find_runs(project: Project) -> dict[str, Run | None]:
    """Return the newest run of each page that is a notebook; None where there is none."""
    return Pages(project).runs
