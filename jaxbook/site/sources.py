"""Give Sphinx the text of each page as its edition shows it, with the outputs of its stored run.

At `config-inited` MyST-NB is told to execute nothing and to read each notebook through
`read_executed`, which adds the outputs of the run to the cells. A book with a page that was not
executed is refused at `builder-inited`. At `source-read` solutions are merged into exercises or,
in the student edition, left out.
"""
from pathlib import Path

import nbformat
from sphinx.application import Sphinx
from sphinx.config import Config

from jaxbook.merge import Source
from jaxbook.pages import Pages
from jaxbook.project import BookError, open_project
from jaxbook.runs.model import Run
from jaxbook.site import in_a_sentence

# The pages of the book being built, by folder. MyST-NB hands a reader nothing but text and options.
BOOKS: dict[str, Pages] = {}


def get_pages(app: Sphinx) -> Pages:
    """Return the pages of the book that `app` builds."""
    return BOOKS[str(app.srcdir)]


def find_runs(app: Sphinx) -> dict[str, Run]:
    """Return the run of each page that is a notebook, in the order of `_toc.yml`."""
    return {page: run for page, run in get_pages(app).runs.items() if run}


def point_at_runs(app: Sphinx, config: Config) -> None:
    """Have MyST-NB read the notebooks of the book from the store of runs, and execute nothing."""
    pages = Pages(open_project(Path(app.srcdir)))
    BOOKS[str(app.srcdir)] = pages
    listed = set(pages.project.pages)
    others = [path.relative_to(pages.project.root).as_posix()
              for page, path in pages.project.files.items() if page not in listed]
    config.exclude_patterns = sorted({*pages.project.excluded, *others})
    config.nb_execution_mode = "off"
    config.nb_custom_formats = {
        str(pages.project.files[page]): [
            "jaxbook.site.sources.read_executed", {"book": str(app.srcdir), "page": page}, False,
        ] for page in pages.keys
    }


def refuse_unexecuted(app: Sphinx) -> None:
    """Name the pages without a run; they would show code without results."""
    pages = get_pages(app)
    if missing := [page for page, run in pages.runs.items() if run is None]:
        names = ", ".join(f"{page}{pages.project.files[page].suffix}" for page in missing[:5])
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        raise BookError(f"not executed, or changed since: {names}{more}; run make execute first")


def put_source(app: Sphinx, docname: str, source: list[str]) -> None:
    """Replace the text of a page by that of its edition, and depend on the file of solutions."""
    pages = get_pages(app)
    solutions = pages.project.find_solutions_file(docname)
    if solutions is not None:
        app.env.note_dependency(str(solutions))
    if pages.project.files[docname].suffix == ".md":
        source[0] = pages.reader.read_source(docname).text


def read_executed(text: str, *, book: str, page: str) -> nbformat.NotebookNode:
    """Return the page as a notebook with the outputs of its run."""
    pages = BOOKS[book]
    notebook, run = pages.reader.read_notebook(page, Source(text, ())), pages.runs[page]
    if notebook is None or run is None:  # refused at `builder-inited`
        raise BookError(f"{page}: it was not executed; run make execute first")
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell, outputs in zip(cells, run.outputs, strict=True):
        cell.outputs = [output.to_notebook() for output in outputs]
    return notebook


def setup(app: Sphinx) -> dict[str, object]:
    # After MyST-NB, at 500, which would take each name of a file for a suffix of sources.
    app.connect("config-inited", in_a_sentence(point_at_runs), priority=600)
    app.connect("builder-inited", in_a_sentence(refuse_unexecuted))
    app.connect("source-read", in_a_sentence(put_source))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
