"""Turn the resolved doctree of a page into the cells of a notebook without outputs.

Numbers and links are those of the site. In place of the page's install line stand two cells: one
that leaves a JAX with an accelerator alone, one that says which versions are here. Around a
solution that defines a function of the reader again stand two cells: one that keeps what the reader
wrote, one that puts it back, so that "Run all" leaves an answer as it is. Where the reader has
written nothing, which is where the function still raises NotImplementedError, the solution stays.
"""
import ast
import hashlib
import re
from collections.abc import Iterable
from importlib.metadata import version

from docutils import nodes
from nbformat import NotebookNode
from packaging.version import Version
from sphinx_exercise.nodes import is_exercise_node

from jaxbook.notebooks.markdown import Markdown, escape
from jaxbook.words import NOTEBOOK_OF, RECORDED

HIDDEN = {"jupyter": {"source_hidden": True}, "cellView": "form"}  # JupyterLab, Colab
INSTALL_LINE = re.compile(r'%pip install --quiet "jax(?P<range>[^"]*)" (?P<others>.+)')
INSTALL = """\
# Install what is missing. A JAX with a plugin for a GPU or TPU stays as it is: plain pip would
# upgrade JAX but not the plugin, and JAX would silently lose the device.
import re
from importlib.metadata import distributions, version

if any(re.fullmatch("jax[-_].+[-_]plugin|libtpu", str(d.name)) for d in distributions()):
    %pip install --quiet "jax=={{version('jax')}}" {others}
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
CODE = "jaxbook_code"  # in the metadata of a cell: its code, if the page does not show it
ANSWERS = "answers"  # the tag of the two cells around a solution
KEEP = """\
# Keep what you wrote: the solution below defines the same names.
_yours = {{name: globals().get(name) for name in {names}}}\
"""
RESTORE = """\
# What you wrote counts again. Where you have written nothing, the solution stays.
from inspect import unwrap as _unwrap

for _name, _answer in _yours.items():
    _code = getattr(_unwrap(_answer), "__code__", None)
    if _answer is not None and "NotImplementedError" not in getattr(_code, "co_names", ()):
        globals()[_name] = _answer\
"""


def is_code_cell(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Element) and node.get("nb_element") == "cell_code"


def read_code(node: nodes.Element) -> str:
    """Return the code of a cell, whether the page shows it or not."""
    if CODE in node["cell_metadata"]:
        return node["cell_metadata"][CODE].strip("\n")
    return find_source(node).astext().strip("\n")


def find_source(node: nodes.Element) -> nodes.literal_block:
    """Return the block with the code that the page shows of a cell."""
    source = next(part for part in node.findall(nodes.container)
                  if part.get("nb_element") == "cell_code_source")
    return next(source.findall(nodes.literal_block))


def list_functions(code: str) -> dict[str, bool]:
    """Return the functions that a cell defines, and of each whether it is yet to be written."""
    try:
        body = ast.parse(code).body
    except SyntaxError:  # magics of IPython
        return {}
    return {node.name: any(isinstance(line, ast.Raise) and line.exc is not None
                           and ast.unparse(line.exc).startswith("NotImplementedError")
                           for line in node.body)
            for node in body if isinstance(node, ast.FunctionDef)}


def make_cell(kind: str, source: str, metadata: dict) -> NotebookNode:
    """Return a cell; nbformat checks it with its notebook, once, and not here as well."""
    outputs = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return NotebookNode(cell_type=kind, source=source, metadata=NotebookNode(metadata), id="",
                        **outputs)


class Converter:
    """Collects the cells of one page."""

    def __init__(self, markdown: Markdown, words: dict[str, str]):
        self.markdown, self.words = markdown, words
        self.cells: list[NotebookNode] = []
        self.text: list[str] = []
        self.metadata: dict = {}
        self.stubs: set[str] = set()  # functions that the reader is to write

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
            self.cells.append(make_cell("markdown", text, self.metadata))
        self.text, self.metadata = [], metadata

    def begin(self, heading: str, level: int, **metadata: object) -> None:
        """Begin a cell with a heading, so that it can be folded where notebooks fold."""
        self.flush(**metadata)
        self.text.append(f"{'#' * min(level, 6)} {heading}")

    def introduce(self) -> None:
        """Say below the title where the page is."""
        self.text.append(f"*{self.words[NOTEBOOK_OF]}*".format(
            book=escape(self.markdown.builder.config.project), link=self.markdown.link()))

    def add(self, children: Iterable[nodes.Node], level: int) -> None:
        """Add nodes that may hold code cells; `level` is that of a heading among them."""
        for node in children:
            if not isinstance(node, nodes.Element):  # text is not a block: `blocks` warns
                self.text.append(self.markdown.blocks([node]))
            elif isinstance(node, nodes.section):
                folded = {"jp-MarkdownHeadingCollapsed": True} if "fold" in node else {}
                self.begin(self.find_number(node) + self.markdown.inline(node[0]), level, **folded)
                if folded:
                    self.flush()  # what is in the cell of the heading would stay in sight
                if level == 1:
                    self.introduce()
                self.add(node.children[1:], level + 1)
            elif is_exercise_node(node):
                number = self.markdown.number("exercise", node)
                title = next(node.findall(nodes.title))
                name = title.get("title", "").replace("%s", number)
                self.begin(name + self.markdown.inline(title), level)
                for part in node.children[1:]:  # what an exercise says is a section
                    self.add(part.children, level + 1)
            elif "summary" in node:
                # It goes on to the next heading, which is of the same level or higher.
                self.begin(escape(node["summary"]), level, **{"jp-MarkdownHeadingCollapsed": True})
                self.flush()  # what is in the cell of the heading would stay in sight
                self.add_solution(node, level + 1)
            elif is_code_cell(node):
                self.flush()
                self.add_code(node)
            elif next(node.findall(is_code_cell), None):
                self.add(node.children, level)
            else:
                self.text.append(self.markdown.blocks([node]))

    def find_number(self, section: nodes.section) -> str:
        """Return the number of a section with what the site puts after it, '' if it has none."""
        builder = self.markdown.builder
        numbers = builder.env.toc_secnumbers.get(self.markdown.page, {})
        number = numbers.get(f"#{section['ids'][0]}", numbers.get(""))
        return ".".join(map(str, number)) + builder.config.html_secnumber_suffix if number else ""

    def add_solution(self, node: nodes.Element, level: int) -> None:
        """Add a solution; what the reader wrote under its names is there again after it."""
        defined = {name for cell in node.findall(nodes.Element) if is_code_cell(cell)
                   for name in list_functions(read_code(cell))}
        names = sorted(self.stubs & defined)
        metadata = {"tags": [ANSWERS], **HIDDEN}
        if names:
            keep = KEEP.format(names=names)
            self.cells.append(make_cell("code", keep, dict(metadata)))
        self.add(node.children, level)
        if names:
            self.flush()
            self.cells.append(make_cell("code", RESTORE, dict(metadata)))

    def add_code(self, node: nodes.Element) -> None:
        """Add a code cell without its output; captions of its figures follow as text."""
        source = read_code(node)
        self.stubs |= {name for name, unwritten in list_functions(source).items() if unwritten}
        tags = list(node["cell_metadata"].get("tags") or [])
        blocks = node.findall(nodes.literal_block)
        if any(block.get("language") == "ipythontb" for block in blocks):
            # The page shows the error, so "Run all" goes on after it.
            tags = [*(tag for tag in tags if tag != "raises-exception"), "raises-exception"]
        metadata: dict = {"tags": tags} if tags else {}
        if line := INSTALL_LINE.fullmatch(source):
            minor = Version(version("jax")).release[:2]
            words = line.groupdict() | {"jax": version("jax"), "minor": minor}
            metadata = {"tags": ["skip-execution"]}  # machines that run all notebooks have it all
            self.cells.append(make_cell("code", INSTALL.format(**words), metadata))
            source, metadata = VERSIONS.format(**words), dict(HIDDEN)
        elif {"hide-input", "hide-cell"} & set(tags) or CODE in node["cell_metadata"]:
            metadata |= HIDDEN
        self.cells.append(make_cell("code", source, metadata))
        self.text += [self.markdown.blocks([caption]) for caption in node.findall(nodes.caption)]
        self.add_recorded([tab for tab in node.findall(nodes.Element) if tab.get("recorded")])

    def add_recorded(self, tabs: list[nodes.Element]) -> None:
        """Add what a cell printed on other machines, folded; figures are left out."""
        texts = []
        for tab in tabs:
            shown = [text.astext() for text in tab.findall(nodes.FixedTextElement)]
            if shown:
                note = f": {escape(tab['note'])}" if tab["note"] else ""
                parts = [self.markdown.blocks([part]) for part in tab.findall(nodes.paragraph)]
                texts += [f"**{escape(tab['label'])}**{note}", *parts,
                          *(f"```text\n{text}\n```" for text in shown)]
        if texts:
            body = "\n\n".join(texts)
            self.text.append(f"<details><summary>{escape(self.words[RECORDED])}</summary>\n\n"
                             f"{body}\n\n</details>")
