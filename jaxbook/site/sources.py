"""Give Sphinx the text of each page as its edition shows it, with the outputs of its stored run.

At `config-inited` MyST-NB is told to execute nothing and to read each notebook through
`read_executed`, which adds the outputs of the run to the cells. A book with a page that was not
executed is refused at `builder-inited`. At `source-read` solutions are merged into exercises or,
in the student edition, left out.
"""
import itertools
import re
from pathlib import Path

import nbformat
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from jaxbook.merge import Source
from jaxbook.pages import Pages
from jaxbook.project import CONFLICT, BookError, find_conflict, open_project
from jaxbook.runs.model import Run
from jaxbook.site import in_a_sentence
from jaxbook.site.removed import keep_code
from jaxbook.words import read_words

# The pages of the book being built, by folder. MyST-NB hands a reader nothing but text and options.
BOOKS: dict[str, Pages] = {}
# The same, as `jaxbook.render` has read them before it starts Sphinx.
READ_BEFORE: dict[str, Pages] = {}


def get_pages(app: Sphinx) -> Pages:
    """Return the pages of the book that `app` builds."""
    return BOOKS[str(app.srcdir)]


def find_runs(app: Sphinx) -> dict[str, Run]:
    """Return the run of each page that was executed to its end, in the order of `_toc.yml`."""
    return {page: run for page, run in get_pages(app).runs.items() if run and not run.fault}


def point_at_runs(app: Sphinx, config: Config) -> None:
    """Have MyST-NB read the notebooks of the book from the store of runs, and execute nothing."""
    folder = str(app.srcdir)
    pages = BOOKS[folder] = READ_BEFORE.pop(folder, None) or Pages(open_project(Path(folder)))
    if not pages.project.draft and (orphans := pages.reader.find_orphans()):
        raise BookError(*(f"{file}:{line}: {text}" for file, line, text in orphans))
    project = pages.project
    listed = {project.files[page] for page in project.pages}
    others = [path.relative_to(project.root).as_posix() for path in project.sources
              if path not in listed]
    config.exclude_patterns = sorted({*pages.project.excluded, *others})
    config.hide_solutions = False  # `jaxbook.merge` does it; sphinx-exercise 1.2 forgets gated ones
    config.nb_execution_mode = "off"
    config.nb_custom_formats = {
        str(pages.project.files[page]): [
            "jaxbook.site.sources.read_executed", {"book": folder, "page": page}, False,
        ] for page in pages.keys
    }


def refuse_unexecuted(app: Sphinx) -> None:
    """Name the pages without a run; they would show code without results."""
    pages = get_pages(app)
    if missing := [page for page, run in pages.runs.items() if run is None]:
        names = ", ".join(f"{page}{pages.project.files[page].suffix}" for page in missing[:5])
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        if machine := pages.project.machine:
            stored = ", ".join(pages.machines) or "no machine"
            raise BookError(f"MACHINE={machine}: it has no run of {names}{more}; there are runs "
                            f"of {stored}")
        raise BookError(f"not executed, or changed since: {names}{more}; run make execute first")


def put_source(app: Sphinx, docname: str, source: list[str]) -> None:
    """Replace the text of a page by that of its edition, and depend on its files of solutions."""
    pages = get_pages(app)
    files = list_solutions(app, docname)
    for file in files:
        app.env.note_dependency(file)
    app.env.metadata[docname]["solutions"] = files
    if pages.project.files[docname].suffix == ".md":
        source[0] = pages.reader.read_source(docname).text


def list_solutions(app: Sphinx, page: str) -> list[str]:
    """Return the files of solutions that this edition shows on a page."""
    project = get_pages(app).project
    return [] if not project.shows_solutions else [
        str(file) for file in project.find_solutions_files(page)]


def find_resolved(app: Sphinx, env: BuildEnvironment, added, changed, removed) -> list[str]:
    """Return the pages that have got solutions from another file, or lost them."""
    return [page for page, data in env.metadata.items()
            if page in env.found_docs and data.get("solutions", []) != list_solutions(app, page)]


def correct_lines(notebook: nbformat.NotebookNode, text: str) -> None:
    """Give each Markdown cell the line from which Sphinx counts those of its warnings.

    MyST-NB 1.4 drops blank lines before the text without counting them, and adds one to every line.
    """
    lines, starts = text.split("\n"), notebook.metadata.get("source_map", [])
    for index, (cell, start) in enumerate(zip(notebook.cells, starts, strict=False)):
        if cell.cell_type == "markdown":
            blank = itertools.takewhile(lambda line: not line.strip(), lines[start:])
            starts[index] = start + len(list(blank)) - 1


def refuse_conflicts(app: Sphinx, document: nodes.document) -> None:
    """Name a conflict that git left in a text that the page includes."""
    for name in sorted(map(str, app.env.dependencies.get(app.env.docname, ()))):
        path = Path(app.srcdir, name)
        if path.suffix in (".md", ".rst", ".txt") and path.is_file() and (
                line := find_conflict(path.read_text(encoding="utf-8", errors="replace"))):
            place = path.relative_to(app.srcdir) if path.is_relative_to(app.srcdir) else path
            raise BookError(f"{place}:{line}: {CONFLICT}")


def refuse_untitled(app: Sphinx, document: nodes.document) -> None:
    """Name a page without a title; no contents and no link could show it."""
    pages, page = get_pages(app), app.env.docname
    if not pages.project.draft and not any(document.findall(nodes.title)):
        raise BookError(f"{pages.reader.read_source(page).locate(1)}: the page has no title; "
                        "begin it with a line `# …`")


def read_executed(text: str, *, book: str, page: str) -> nbformat.NotebookNode:
    """Return the page as a notebook with the outputs of its run."""
    pages = BOOKS[book]
    if page not in pages.executed:
        return prepare(pages, pages.read_stored(page), text)
    notebook, run = pages.reader.read_notebook(page, Source(text, ())), pages.runs[page]
    if notebook is None or run is None:  # refused at `builder-inited`
        raise BookError(f"{page}: it was not executed; run make execute first")
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell, outputs in zip(cells, run.outputs, strict=True):
        cell.outputs = [output.to_notebook() for output in outputs]
    return prepare(pages, notebook, text)


def name_checks(notebook: nbformat.NotebookNode, words: dict[str, str]) -> None:
    """Say on the line that opens a folded cell of checks what is inside: a check, or its helpers.

    The check of an exercise is a function whose name begins with `check_`.
    """
    for cell in notebook.cells:
        if {"check", "hide-input"} <= set(cell.metadata.get("tags") or []):
            what = "check" if re.search(r"^def check_", cell.source, re.MULTILINE) else "helpers"
            cell.metadata["mystnb"] = {
                "code_prompt_show": words[f"Show the {what}"],
                "code_prompt_hide": words[f"Hide the {what}"],
            } | (cell.metadata.get("mystnb") or {})


def prepare(pages: Pages, notebook: nbformat.NotebookNode, text: str) -> nbformat.NotebookNode:
    """Return a notebook that MyST-NB does not execute, whatever its front matter says."""
    if isinstance(front := notebook.metadata.get("mystnb"), dict):
        front["execution_mode"] = "off"
    keep_code(notebook, pages.project.sphinx_config)
    name_checks(notebook, read_words(pages.project))
    correct_lines(notebook, text)
    return notebook


def setup(app: Sphinx) -> dict[str, object]:
    # After MyST-NB, at 500, which would take each name of a file for a suffix of sources.
    app.connect("config-inited", in_a_sentence(point_at_runs), priority=600)
    app.connect("builder-inited", in_a_sentence(refuse_unexecuted))
    app.connect("env-get-outdated", find_resolved)
    app.connect("doctree-read", in_a_sentence(refuse_conflicts))
    app.connect("doctree-read", in_a_sentence(refuse_untitled))
    app.connect("source-read", in_a_sentence(put_source))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
