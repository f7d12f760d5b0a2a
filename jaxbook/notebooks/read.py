"""Read an `.ipynb` file as the page of a book: with its images, and with a kernel that is here."""
import re
import warnings

import nbformat
from nbformat import NotebookNode

LEXER = {"name": "python", "pygments_lexer": "ipython3"}  # as a kernel says


def read_ipynb(text: str) -> NotebookNode:
    """Return the notebook, with outputs; what can be wrong with a file has no common class."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # cells without ids: nbformat gives them some
        notebook = NotebookNode(nbformat.reads(text, as_version=4))
    for cell in notebook.cells:
        show_attachments(cell)
    return notebook


def show_attachments(cell: NotebookNode) -> None:
    """Put the images that a cell carries into its text, where Sphinx finds them."""
    for name, forms in (cell.pop("attachments", None) or {}).items():
        kind, data = next(iter(forms.items()))
        data = "".join(data).replace("\n", "")
        for address in {name, name.replace(" ", "%20")}:
            cell.source = cell.source.replace(f"(attachment:{address})",
                                              f"(data:{kind};base64,{data})")


def is_installed(kernel: str) -> bool:
    from jupyter_client.kernelspec import find_kernel_specs  # takes long, and is seldom needed

    return kernel in find_kernel_specs()


def choose_kernel(notebook: NotebookNode, aliases: dict[str, str]) -> None:
    """Name a kernel that is installed here for a notebook in Python: `python3` if its own is not.

    Editors name the environment of their user, such as `conda-env-lab-py`. `aliases` are those
    that MyST-NB knows as `nb_kernel_rgx_aliases`.
    """
    spec = dict(notebook.metadata.get("kernelspec") or {})
    language = spec.get("language") or notebook.metadata.get("language_info", {}).get("name")
    name = spec.get("name") or "python3"
    name = next((alias for pattern, alias in aliases.items() if re.fullmatch(pattern, name)), name)
    if (language or "python") == "python":
        if name != "python3" and not is_installed(name):
            name = "python3"
        spec |= {"language": "python"}
        notebook.metadata["language_info"] = dict(LEXER)
    notebook.metadata["kernelspec"] = {"display_name": name} | spec | {"name": name}
