"""Keep the code that a page does not show, because its notebook cannot run without it.

While it parses, MyST-NB drops cells with the tag `remove-cell`, and the code of those with
`remove-input`. `keep_code`, called for each notebook that MyST-NB reads, notes that code in the
metadata of its cell, and has MyST-NB parse the code of a cell that it would drop altogether. At
`doctree-read` such a cell becomes a comment, which no page shows and the notebook writer finds.
"""
from docutils import nodes
from nbformat import NotebookNode
from sphinx.application import Sphinx

from jaxbook.notebooks.convert import CODE, is_code_cell

# The spellings that MyST-NB 1.4 knows.
CELL, INPUT, OUTPUT = ({f"remove-{part}", f"remove_{part}"} for part in ("cell", "input", "output"))


def keep_code(notebook: NotebookNode, config: dict) -> None:
    """Note the code that MyST-NB would drop; `config` holds the options of the book for Sphinx."""
    defaults = {name.removeprefix("nb_"): value for name, value in config.items()}
    defaults |= notebook.metadata.get("mystnb") or {}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        tags = cell.metadata.get("tags") or []
        options = defaults | (cell.metadata.get("mystnb") or {})
        no_code = options.get("remove_code_source") or INPUT & set(tags)
        no_output = options.get("remove_code_outputs") or OUTPUT & set(tags)
        if CELL & set(tags) or (no_code and no_output):
            cell.metadata["tags"] = [tag for tag in tags if tag not in CELL | INPUT | OUTPUT]
            cell.metadata["mystnb"] = {"remove_code_source": False, "remove_code_outputs": True}
            cell.metadata[CODE] = cell.source
        elif no_code:
            cell.metadata[CODE] = cell.source


def hide_removed_cells(app: Sphinx, document: nodes.document) -> None:
    """Replace each cell that MyST-NB would have dropped by a comment with its metadata."""
    for node in list(document.findall(nodes.container)):
        if not is_code_cell(node):
            continue
        parts = [part.get("nb_element") for part in node.findall(nodes.container)]
        if CODE in node["cell_metadata"] and "cell_code_source" in parts:
            node.replace_self(nodes.comment("", "", nb_element="cell_code",
                                            cell_metadata=node["cell_metadata"]))


def setup(app: Sphinx) -> dict[str, object]:
    # Before all others, so that nobody counts or indexes what is not shown.
    app.connect("doctree-read", hide_removed_cells, priority=100)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
