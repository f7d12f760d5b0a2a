"""Which pages of a book are notebooks, and which stored run belongs to each of them."""
import hashlib
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path, PurePosixPath

import nbformat

from jaxbook.data import find_data, list_words
from jaxbook.dates import History
from jaxbook.memo import Memo
from jaxbook.notebooks.read import read_ipynb
from jaxbook.project import BookError, Project, read_text
from jaxbook.runs.model import Run
from jaxbook.runs.store import Store, add_data, make_key

MODES = ("auto", "cache", "force", "inline", "off")  # of execution, as MyST-NB has them


def digest_tool() -> str:
    """Return a hash of the program text of this package."""
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.*")):
        if "__pycache__" not in path.parts:
            digest.update(str(path.relative_to(folder)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class Options:
    """How a page is executed: what its front matter says, or else `_config.yml`."""

    mode: str
    timeout_s: int
    allow_errors: bool


class Pages:
    """The pages of a project with their keys and runs; each page is parsed once at the most."""

    def __init__(self, project: Project):
        self.project = project
        self.store = Store(project)
        self.memo = Memo(project.build / f"memo-{project.edition}.json")
        self.notebooks: dict[str, nbformat.NotebookNode | None] = {}

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
        root = self.project.root
        return {page: (add_data(key, root, self.data[page]), cells)
                for page, (key, cells, _, _) in self.known.items()}

    @cached_property
    def known(self) -> dict[str, tuple[str, int, list[str], bool]]:
        """What the text of each notebook tells; see compute_key."""
        known = {page: self.find_key(page) for page in self.project.pages}
        self.memo.save()
        return {page: (key, cells, words, executed)
                for page, (key, cells, words, executed) in known.items() if key}

    @cached_property
    def data(self) -> dict[str, list[str]]:
        """The data files of each notebook, as paths from the folder of the book."""
        return find_data(self.project, {
            page: words for page, (_, _, words, _) in self.known.items()})

    @cached_property
    def executed(self) -> set[str]:
        """The notebooks that are executed; others show the outputs in their file, if any."""
        return {page for page, (*_, executed) in self.known.items() if executed}

    @cached_property
    def dates(self) -> dict[str, str]:
        """When the text of each page last changed, as far as git tells."""
        with History(self.project) as history:
            known = {page: self.memo.recall(
                "date", [self.tool, history.description, page,
                         read_text(self.project.files[page], self.project.root)],
                partial(history.find_date, page)) for page in self.project.pages}
        self.memo.save()
        return {page: date for page, date in known.items() if date}

    @cached_property
    def tool(self) -> str:
        return digest_tool()

    def remember(self, kind: str, page: str, compute: Callable[[], object], *more: str):
        """Return what `compute` returns for a page, from memory if nothing it reads has changed.

        It may read the page, its solutions, `_config.yml` and the texts in `more`.
        """
        texts = [read_text(path, self.project.root) for path in
                 [self.project.files[page], *self.project.find_solutions_files(page)]]
        config = read_text(self.project.root / "_config.yml", self.project.root)
        return self.memo.recall(kind, [self.tool, config, page, *more, *texts], compute)

    def find_key(self, page: str) -> list:
        """Return what `compute_key` does, from memory if it can."""
        return self.remember("key", page, lambda: self.compute_key(page), self.project.requirements)

    def compute_key(self, page: str) -> list:
        """Return four facts about a page: its key without data ('' for plain text), how many code
        cells it has, which words of its code may name data, and whether it is executed.
        """
        notebook = self.read_notebook(page)
        if notebook is None:
            return ["", 0, [], False]
        code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
        options = self.read_options(notebook, page)
        key = make_key(notebook, self.project.requirements, options.allow_errors)
        return [key, len(code), list_words("\n".join(code)), self.is_executed(page, options)]

    def read_options(self, notebook: nbformat.NotebookNode, page: str) -> Options:
        """Return how a page is executed; raise BookError for an option of another kind."""
        execute = self.project.config.get("execute") or {}
        ours = self.project.sphinx_config
        front = notebook.metadata.get("mystnb") or {}

        def choose(name: str, stock: str, default: object) -> object:
            common = ours.get(f"nb_{name}", execute.get(stock, default))
            return front.get(name, common) if isinstance(front, dict) else common

        timeout = choose("execution_timeout", "timeout", 30)
        mode = choose("execution_mode", "execute_notebooks", "auto")
        mode = "off" if mode is False else mode  # YAML reads off as false
        file = self.project.files[page].relative_to(self.project.root)
        if mode not in MODES:
            raise BookError(f"{file}: execution_mode: {mode}: allowed are {', '.join(MODES)}")
        if not isinstance(timeout, int):
            raise BookError(f"{file}: execution_timeout: expected a number of seconds, found "
                            f"{timeout!r}")
        return Options(str(mode), timeout,
                       choose("execution_allow_errors", "allow_errors", False) is True)

    def is_executed(self, page: str, options: Options) -> bool:
        """Return whether a notebook is executed, by the rules of MyST-NB."""
        path = self.project.files[page]
        patterns = self.project.sphinx_config.get("nb_execution_excludepatterns") or (
            self.project.config.get("execute") or {}).get("exclude_patterns") or []
        if options.mode == "off" or any(PurePosixPath(path).match(str(p)) for p in patterns):
            return False
        if options.mode != "auto" or path.suffix != ".ipynb":
            return True
        stored = self.read_stored(page)
        return not all(cell.outputs for cell in stored.cells if cell.cell_type == "code")

    def read_stored(self, page: str) -> nbformat.NotebookNode:
        """Return a notebook that is not executed, with the outputs that its file holds."""
        notebook = deepcopy(self.read_notebook(page))
        assert notebook is not None
        if self.project.files[page].suffix == ".ipynb":
            text = read_text(self.project.files[page], self.project.root)
            stored = iter([cell for cell in read_ipynb(text).cells if cell.cell_type == "code"])
            for cell in notebook.cells:
                if cell.cell_type == "code":  # the student edition leaves some cells out
                    cell.outputs = next((own.outputs for own in stored
                                         if own.source == cell.source), [])
        return notebook

    def read_notebook(self, page: str) -> nbformat.NotebookNode | None:
        """Return a page as a notebook without outputs, None for plain text; it is not changed."""
        if page not in self.notebooks:
            self.notebooks[page] = self.reader.read_notebook(page)
        return self.notebooks[page]

    @cached_property
    def runs(self) -> dict[str, Run | None]:
        """The run of each page that is executed, None for one that has none to show.

        If the project names no machine, an accelerator's run comes first, then one of more cores,
        then the newest.
        """
        machine = self.project.machine
        return {page: max((run for run in self.list_runs(page)
                           if machine in ("", run.machine.slug)), key=rank, default=None)
                for page in self.keys if page in self.executed}

    @property
    def machines(self) -> list[str]:
        """The names of the machines with runs of present pages, in the form of MACHINE."""
        return sorted({run.machine.slug for page in self.keys for run in self.list_runs(page)})

    def list_runs(self, page: str) -> list[Run]:
        """Return the runs of a notebook that have outputs for each of its cells, newest first."""
        key, cells = self.found[page]
        return [run for run in self.store.find(key) if len(run.outputs) == cells]


def rank(run: Run) -> tuple[bool, int, str]:
    """Return what decides between runs of several machines: the largest is shown."""
    return run.machine.backend != "cpu", run.machine.cores, run.date


def find_runs(project: Project) -> dict[str, Run | None]:
    """Return the newest run of each page that is a notebook; None where there is none."""
    return Pages(project).runs
