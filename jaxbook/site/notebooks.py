"""Write each page with code as a plain notebook, `notebooks/<page>.ipynb` in the built site.

At `doctree-resolved` the page is turned into cells without outputs. At `env-purge-doc` a notebook
goes with its page. At `build-finished` the data files of all pages are put where their notebooks
find them: `notebooks/` holds them as the folder of the book does.

A notebook asks Colab for a GPU if its page imports JAX and measures time. All other pages show the
same on a CPU, which Colab gives to everybody at once.
"""
import re
import shutil
from pathlib import Path

import nbformat
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from jaxbook.notebooks.convert import Converter
from jaxbook.notebooks.markdown import Markdown
from jaxbook.project import BookError
from jaxbook.runs.turns import CLOCKS
from jaxbook.site import in_a_sentence
from jaxbook.site.sources import get_pages
from jaxbook.words import read_words

FOLDER = "notebooks"  # in the built site
JAX = re.compile(r"^\s*(import|from)\s+jax\b", re.MULTILINE)
PYTHON = {"display_name": "Python 3", "language": "python", "name": "python3"}


def has_notebook(app: Sphinx, page: str) -> bool:
    return app.builder.format == "html" and page in get_pages(app).keys


def find_kernel(app: Sphinx, page: str) -> dict[str, str]:
    """Return the kernel that a notebook asks for: of Python the one that all services have."""
    spec = dict(app.env.metadata[page]["kernelspec"])
    return PYTHON if spec.get("language", "python") == "python" else spec


def wants_gpu(cells: list[nbformat.NotebookNode]) -> bool:
    """Return whether the code of a page imports JAX and measures time."""
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    return bool(JAX.search(code) and CLOCKS.search(code))


def find_notebook(app: Sphinx, page: str) -> Path:
    return Path(app.outdir, FOLDER, f"{page}.ipynb")


def write_notebook(app: Sphinx, document: nodes.document, page: str) -> None:
    """Write the notebook of a page that has a kernel."""
    if not has_notebook(app, page):
        return
    words = read_words(get_pages(app).project)
    cells = Converter(Markdown(app.builder, page, FOLDER), words).convert(document)
    folded = [cell for cell in cells if "jp-MarkdownHeadingCollapsed" in cell.metadata]
    for cell in folded:
        cell.metadata["id"] = cell.id  # where Colab looks for it
    gpu, kernel = wants_gpu(cells), find_kernel(app, page)
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={
        "kernelspec": kernel,
        "language_info": {"name": kernel["language"]},
        **({"accelerator": "GPU"} if gpu else {}),
        "colab": {"provenance": [], **({"gpuType": "T4"} if gpu else {}), "toc_visible": True,
                  "collapsed_sections": [cell.id for cell in folded]},
    })
    path = find_notebook(app, page)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    except OSError as error:  # Sphinx would name the handler, not the page
        raise BookError(f"{page}.md: its notebook was not written: {error}") from error


def remove_notebook(app: Sphinx, env: BuildEnvironment, page: str) -> None:
    """Remove the notebook of a page that is gone or will be written again."""
    find_notebook(app, page).unlink(missing_ok=True)


def put_data(app: Sphinx, exception: Exception | None) -> None:
    """Copy the data files of all pages, and remove those that no page needs any more."""
    if exception is not None or app.builder.format != "html":
        return
    data, folder = get_pages(app).data, Path(app.outdir, FOLDER)
    wanted = {folder / name for names in data.values() for name in names}
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".ipynb" and path not in wanted:
            path.unlink()
    for path in sorted(wanted):
        name = path.relative_to(folder)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(app.srcdir, name), path)
        except OSError as error:
            raise BookError(f"{name}: it was not copied for the notebooks: {error}") from error


def setup(app: Sphinx) -> dict[str, object]:
    # Before `launch` and others add to a resolved page what only readers of the site need.
    app.connect("doctree-resolved", write_notebook, priority=400)
    app.connect("env-purge-doc", remove_notebook)
    app.connect("build-finished", in_a_sentence(put_data))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
