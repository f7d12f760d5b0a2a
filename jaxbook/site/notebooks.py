"""Write each page with code as a plain notebook, `notebooks/<page>.ipynb` in the built site.

At `doctree-resolved` the page is turned into cells without outputs. At `env-purge-doc` a notebook
goes with its page.
"""
from pathlib import Path

import nbformat
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from jaxbook.notebooks.convert import Converter
from jaxbook.notebooks.markdown import Markdown
from jaxbook.project import BookError

FOLDER = "notebooks"  # in the built site


def has_notebook(app: Sphinx, page: str) -> bool:
    return app.builder.format == "html" and "kernelspec" in app.env.metadata[page]


def find_notebook(app: Sphinx, page: str) -> Path:
    return Path(app.outdir, FOLDER, f"{page}.ipynb")


def write_notebook(app: Sphinx, document: nodes.document, page: str) -> None:
    """Write the notebook of a page that has a kernel."""
    if not has_notebook(app, page):
        return
    cells = Converter(Markdown(app.builder, page)).convert(document)
    folded = [cell for cell in cells if "jp-MarkdownHeadingCollapsed" in cell.metadata]
    for cell in folded:
        cell.metadata["id"] = cell.id  # where Colab looks for it
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "accelerator": "GPU",
        "colab": {"provenance": [], "gpuType": "T4", "toc_visible": True,
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


def setup(app: Sphinx) -> dict[str, object]:
    # Before `launch` and others add to a resolved page what only readers of the site need.
    app.connect("doctree-resolved", write_notebook, priority=400)
    app.connect("env-purge-doc", remove_notebook)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
