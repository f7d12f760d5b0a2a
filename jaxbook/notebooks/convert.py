"""Turn the resolved doctree of a page into the cells of a notebook without outputs.

Numbers and links are those of the site. In place of the page's install line stand two cells: one
that leaves a JAX with an accelerator alone, one that says which versions are here.
"""
import hashlib
import re
from collections.abc import Iterable
from importlib.metadata import version

import nbformat
from docutils import nodes
from nbformat import NotebookNode
from packaging.version import Version
from sphinx.util import logging
from sphinx_exercise.nodes import is_exercise_node

from jaxbook.notebooks.markdown import Markdown, escape

logger = logging.getLogger(__name__)
HIDDEN = {"jupyter": {"source_hidden": True}, "cellView": "form"}  # JupyterLab, Colab
INSTALL_LINE = re.compile(r'%pip install --quiet "jax(?P<range>[^"]*)" (?P<others>.+)')
INSTALL = """\
# Install what is missing. A JAX with a plugin for a GPU or TPU stays as it is: plain pip would
# upgrade JAX but not the plugin, and JAX would silently lose the device.
import re
from importlib.metadata import distributions

if any(re.fullmatch("jax[-_].+[-_]plugin|libtpu", str(d.name)) for d in distributions()):
    %pip install --quiet {others}
else:
    %pip install --quiet "jax{range}" {others}\
"""
VERSIONS = """\
# Say what is here, and what to do if it does not fit. The site was built with JAX {jax}.
import platform
import re
from importlib.metadata import distributions, version
from packaging.specifiers import SpecifierSet
from packaging.version import Version

jax_here, wanted = version("jax"), "{range}"
print(f"Python {{platform.python_version()}}, JAX {{jax_here}}")
if not SpecifierSet(wanted).contains(jax_here, prereleases=True):
    names = " ".join(str(d.name) for d in distributions()).replace("libtpu", "jax-tpu-plugin")
    extra = "".join(f"[{{x}}]" for x in re.findall("jax[-_]([a-z0-9]+)[-_]plugin", names)[:1])
    print("WARNING: this JAX version is not supported.",
          f"Run: %pip install -U 'jax{{extra}}{{wanted}}' and restart the kernel.")
elif Version(jax_here).release[:2] > {minor}:
    print("WARNING: this JAX is newer than any version the book was tested with.",
          "If a check fails, that may be why.")\
"""


class Converter:
    """Collects the cells of one page."""

    def __init__(self, markdown: Markdown):
        self.markdown = markdown
        self.cells: list[NotebookNode] = []
        self.text: list[str] = []
        self.metadata: dict = {}

    def convert(self, document: nodes.document) -> list[NotebookNode]:
        """Return the cells; an id depends on the text of its cell and on equal ones before it."""
        self.add(document.children, 1)
        self.flush()
        seen: dict[str, int] = {}
        for cell in self.cells:
            name = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
            seen[name] = seen.get(name, 0) + 1
            cell.id = name if seen[name] == 1 else f"{name}-{seen[name]}"
        return self.cells

    def flush(self, **metadata: object) -> None:
        """End the Markdown cell that is being written; `metadata` is for the next one."""
        if text := "\n\n".join(filter(None, self.text)):
            self.cells.append(nbformat.v4.new_markdown_cell(text, metadata=self.metadata))
        self.text, self.metadata = [], metadata

    def begin(self, heading: str, level: int, **metadata: object) -> None:
        """Begin a cell with a heading, so that it can be folded where notebooks fold."""
        self.flush(**metadata)
        self.text.append(f"{'#' * min(level, 6)} {heading}")

    def add(self, children: Iterable[nodes.Node], level: int) -> None:
        """Add nodes that may hold code cells; `level` is that of a heading among them."""
        for node in children:
            if not isinstance(node, nodes.Element):  # text is not a block: `blocks` warns
                self.text.append(self.markdown.blocks([node]))
            elif isinstance(node, nodes.section):
                self.begin(self.markdown.inline(node[0]), level)
                if level == 1:
                    self.text.append(f"*This is the notebook of [a page of "
                                     f"{escape(self.markdown.builder.config.project)}]"
                                     f"({self.markdown.link()}), which shows its results.*")
                self.add(node.children[1:], level + 1)
            elif is_exercise_node(node):
                number = self.markdown.number("exercise", node)
                title = next(node.findall(nodes.title))
                name = title.get("title", "").replace("%s", number)
                self.begin(name + self.markdown.inline(title), level)
                self.text.append(self.markdown.blocks(node.children[1:]))
            elif "summary" in node:
                # It goes on to the next heading, which is of the same level or higher.
                self.begin(escape(node["summary"]), level, **{"jp-MarkdownHeadingCollapsed": True})
                self.flush()  # what is in the cell of the heading would stay in sight
                self.add(node.children, level + 1)
            elif node.get("nb_element") == "cell_code":
                self.flush()
                self.add_code(node)
            else:
                self.text.append(self.markdown.blocks([node]))

    def add_code(self, node: nodes.Element) -> None:
        """Add a code cell without its output; captions of its figures follow as text."""
        parts = {part.get("nb_element"): part for part in node.findall(nodes.container)}
        if "cell_code_source" not in parts:
            logger.warning("`remove-input` is not supported because the notebook needs the code; "
                           "use `hide-input`", location=node, type="notebooks")
            return
        source = next(parts["cell_code_source"].findall(nodes.literal_block)).astext().strip("\n")
        tags = node["cell_metadata"].get("tags", [])
        metadata: dict = {"tags": tags} if tags else {}
        if line := INSTALL_LINE.fullmatch(source):
            minor = Version(version("jax")).release[:2]
            words = line.groupdict() | {"jax": version("jax"), "minor": minor}
            metadata = {"tags": ["skip-execution"]}  # machines that run all notebooks have it all
            self.cells.append(nbformat.v4.new_code_cell(INSTALL.format(**words), metadata=metadata))
            source, metadata = VERSIONS.format(**words), dict(HIDDEN)
        elif {"hide-input", "hide-cell"} & set(tags):
            metadata |= HIDDEN
        self.cells.append(nbformat.v4.new_code_cell(source, metadata=metadata))
        self.text += [self.markdown.blocks([caption]) for caption in node.findall(nodes.caption)]
