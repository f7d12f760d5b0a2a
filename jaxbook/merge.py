"""Read a page as one edition shows it: solutions under their exercises, or no solution at all.

The full edition puts each block `{solution-start} LABEL` … `{solution-end}` (or `{solution} LABEL`)
of a file in `solutions/` at the end of the exercise LABEL, on whatever page that is, so that a
solution runs in the kernel of its exercise. The student edition leaves out every solution block of
every page. Blocks are found by the parser and the options that also render the page.
"""
import copy
import dataclasses
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml
from myst_nb.core.config import NbParserConfig
from myst_nb.core.read import create_nb_reader
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser
from nbformat import NotebookNode

# Reading cells as MyST-NB 1.4 does needs its `core` package, which is not documented. A page is
# read by this module alone, for the kernel and for Sphinx, so the two cannot differ.
from jaxbook.notebooks.read import choose_kernel, read_ipynb
from jaxbook.project import BookError, Project, read_text

DIRECTIVE = re.compile(r"\{([^}\s]+)\}\s*(.*)")
OPTION = re.compile(r":([\w-]+):\s*(.*)")
EXERCISES = ("exercise", "exercise-start")
SOLUTIONS = ("solution", "solution-start")
BAD_OPTIONS = ("the options of this cell are not valid YAML; write one `key: value` per line "
               "between two lines `---`, with quotes around a text that contains a colon")
# Directives whose content is shown as it is, or run: no directive stands in it.
VERBATIM = {"code", "code-block", "code-cell", "math", "parsed-literal", "raw", "raw-cell",
            "sourcecode"}
# What may stand in a file of solutions beside them, because no reader would miss it.
SILENT = {"front_matter", "myst_line_comment", "myst_block_break", "myst_target"}
# A label that the text defines: `(x)=`, `:label: x`, `name: x`, `$$ (x)`, `{#x}`.
DEFINED = re.compile(r"^\s*\(([^()\s]+)\)=\s*$|\b(?:label|name):\s*['\"]?([^\s'\",}]+)"
                     r"|\$\$\s*\(([^()\s]+)\)|\{[^{}\n]*#([\w-]+)", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A directive, a heading or a target at the top level of a page.

    Its lines are `start` to `end`, counted from 0, the last one excluded.
    """

    name: str
    argument: str
    options: dict
    content: str
    start: int
    end: int


@dataclass(frozen=True)
class Source:
    """The text of a page, and for each of its lines the file and the line that it comes from."""

    text: str
    origins: tuple[tuple[str, int], ...]

    def locate(self, line: int) -> str:
        """Return `file:line` for a line of the text, counted from 1."""
        if not self.origins:
            return f"?:{line}"
        name, number = self.origins[min(max(line, 1), len(self.origins)) - 1]
        return f"{name}:{number}"

    def cut(self, start: int, end: int) -> "Source":
        """Return the lines from `start` to `end`, counted from 0, the last one excluded."""
        lines = self.text.split("\n")[start:end]
        return Source("\n".join(lines), self.origins[start:end])

    def replace(self, start: int, end: int, *lines: tuple[str, tuple[str, int]]) -> "Source":
        """Return the text with other lines, each with its origin, in place of some."""
        text, origins = self.text.split("\n"), list(self.origins)
        text[start:end] = [line for line, _ in lines]
        origins[start:end] = [origin for _, origin in lines]
        return Source("\n".join(text), tuple(origins))


@dataclass(frozen=True)
class Solution:
    """A solution of a file in `solutions/`: the label of its exercise, and its lines."""

    label: str
    source: Source

    @property
    def place(self) -> str:
        return self.source.locate(1)


def read_parser_options(project: Project) -> MdParserConfig:
    """Return the options of MyST that `_config.yml` leads to."""
    from jupyter_book.config import get_final_config  # takes half a second, and is seldom needed

    # A copy, since Jupyter Book appends to its lists.
    config, _ = get_final_config(user_yaml=copy.deepcopy(project.config), validate=False,
                                 cli_config={"latex_individualpages": False})
    names = {field.name for field in dataclasses.fields(MdParserConfig)}
    given: dict[str, Any] = {key.removeprefix("myst_"): value for key, value in config.items()
                             if key.startswith("myst_")}
    return MdParserConfig(**{key: value for key, value in given.items() if key in names})


@lru_cache(maxsize=4)
def make_parser(enabled: frozenset[str]):
    """Return a parser of blocks, which leaves the text inside them alone."""
    from markdown_it.renderer import RendererHTML

    options = MdParserConfig(enable_extensions=set(enabled), disable_syntax=["inline"])
    return create_md_parser(options, RendererHTML)


def split_options(content: str) -> tuple[dict, str]:
    """Split the content of a directive into its options, in either form, and the rest.

    Raises ValueError for options that are not valid YAML.
    """
    lines = content.split("\n")
    if lines[0].strip() == "---" and "---" in (rest := [line.strip() for line in lines[1:]]):
        end = rest.index("---") + 1
        try:
            options = yaml.safe_load("\n".join(lines[1:end])) or {}
        except yaml.YAMLError as error:
            raise ValueError(str(error)) from error
        return options if isinstance(options, dict) else {}, "\n".join(lines[end + 1:])
    options = {}
    for number, line in enumerate(lines):
        match = OPTION.fullmatch(line.strip())
        if not match:
            return options, "\n".join(lines[number:]).lstrip("\n")
        try:
            options[match[1]] = yaml.safe_load(match[2]) if match[2] else None
        except yaml.YAMLError:
            options[match[1]] = match[2]
    return options, ""


@lru_cache(maxsize=512)
def list_blocks(text: str, enabled: frozenset[str]) -> tuple[Block, ...]:
    """Return the directives, headings and targets of a page that stand in no other directive."""
    return tuple(parse_blocks(text, enabled))


def parse_blocks(text: str, enabled: frozenset[str]) -> Iterator[Block]:
    depth = 0
    for token in make_parser(enabled).parse(text + "\n"):
        depth += token.nesting
        if token.level != 0 or token.map is None:
            continue
        start, end = token.map
        if token.type == "heading_open":
            yield Block("heading", "", {}, "", start, end)
        elif token.type == "myst_target":
            yield Block("target", token.content, {}, "", start, end)
        elif token.type in ("fence", "colon_fence"):
            match = DIRECTIVE.match(token.info.strip())
            if match is None:
                continue
            try:
                options, content = split_options(token.content)
            except ValueError:  # said, with its place, by whoever reads the page as a notebook
                options, content = {}, token.content
            yield Block(match[1], match[2].strip(), options, content, start, end)


def find_label(block: Block) -> str:
    """Return the label of an exercise, '' if it has none."""
    return str(block.options.get("label") or "")


def find_gated(
    text: str, name: str, kind: str, enabled: frozenset[str]
) -> list[tuple[Block, int]]:
    """Return each block of a kind (exercise or solution) and where it ends, gated ones too.

    Raises BookError for a gate without an end and for an end without a gate.
    """
    start, close = f"{kind}-start", f"{kind}-end"
    found: list[tuple[Block, int]] = []
    opened: Block | None = None
    for block in [*list_blocks(text, enabled), None]:
        if opened and (block is None or block.name == start):
            what = f"the solution of {opened.argument}" if kind == "solution" else \
                f"the exercise {find_label(opened)}".rstrip()
            raise BookError(f"{name}:{opened.start + 1}: {what} has no "
                            f"end; write ```{{{close}}} and ``` below it")
        if block is None:
            break
        if block.name == kind and not opened:
            found.append((block, block.end))
        elif block.name == start:
            opened = block
        elif block.name == close:
            if opened is None:
                raise BookError(f"{name}:{block.start + 1}: {close} without {start}; write "
                                f"```{{{start}}} … and ``` above it, or remove this block")
            found.append((opened, block.end))
            opened = None
    return found


def find_solutions(text: str, name: str, enabled: frozenset[str]) -> list[tuple[str, int, int]]:
    """Return label, first line and end of each solution; raise BookError for one without an end."""
    return [(block.argument, block.start, end)
            for block, end in find_gated(text, name, "solution", enabled)]


def find_places(text: str, name: str, enabled: frozenset[str]) -> dict[str, int]:
    """Return for each exercise with a label the line at which it ends.

    It ends at the next exercise or heading, or at the target in front of that. An exercise inside
    another directive ends where that directive would.
    """
    blocks = list(list_blocks(text, enabled))
    ends = {block.start: end for block, end in find_gated(text, name, "exercise", enabled)}
    places = {}
    for number, block in enumerate(blocks):
        labels = list_exercises(block, enabled)
        if not labels:
            continue
        place = text.count("\n") + 1
        later = [after for after in blocks[number + 1:]
                 if after.start >= ends.get(block.start, block.end)]
        for index, after in enumerate(later):
            target = after.name == "target" and [b.name for b in later[index + 1:index + 2]]
            if after.name in ("heading", *EXERCISES) or target == ["heading"]:
                place = after.start
                break
        places.update(dict.fromkeys(labels, place))
    return places


def list_exercises(block: Block, enabled: frozenset[str]) -> list[str]:
    """Return the labels of the exercises in a block: of the block itself, or of those inside it."""
    if block.name in EXERCISES:
        return [label] if (label := find_label(block)) else []
    if block.name in VERBATIM or "{exercise" not in block.content:
        return []
    return [label for inside in list_blocks(block.content, enabled)
            for label in list_exercises(inside, enabled)]


def drop_solutions(source: Source, name: str, enabled: frozenset[str]) -> Source:
    """Return the page without its solution blocks."""
    for _, start, end in reversed(find_solutions(source.text, name, enabled)):
        source = source.replace(start, end)
    return source


def drop_hidden(source: Source, name: str, enabled: frozenset[str]) -> Source:
    """Return the page without gated blocks that have the option `hidden`.

    Sphinx-exercise 1.2 leaves out their first directive alone, and stumbles over the rest. Raises
    BookError for a gate without its other half.
    """
    spans = [(block.start, end) for kind in ("exercise", "solution")
             for block, end in find_gated(source.text, name, kind, enabled)
             if "hidden" in block.options and block.name.endswith("-start")]
    for start, end in sorted(spans, reverse=True):
        source = source.replace(start, end)
    return source


def drop_solutions_of_cells(
    notebook: NotebookNode, name: str, enabled: frozenset[str]
) -> list[str]:
    """Remove the solutions of a notebook, gated ones with the code between; return their texts."""
    kept, dropped = [], []
    opened = ""  # where the solution began that has not ended yet
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "markdown":
            (dropped.append(cell.source) if opened else kept.append(cell))
            continue
        lines = cell.source.split("\n")
        left: list[str] = []
        begin = 0  # of what is kept, or of what is dropped while a solution is open
        for block in list_blocks(cell.source, enabled):
            if opened and block.name == "solution-end":
                dropped.append("\n".join(lines[begin:block.end]))
                opened, begin = "", block.end
            elif not opened and block.name in SOLUTIONS:
                left += lines[begin:block.start]
                opened = f"{name}: cell {number}" if block.name == "solution-start" else ""
                dropped.append("" if opened else "\n".join(lines[block.start:block.end]))
                begin = block.start if opened else block.end
        (dropped if opened else left).extend(lines[begin:])
        if "".join(left).strip():
            cell.source = "\n".join(left).strip("\n")
            kept.append(cell)
    if opened:
        raise BookError(f"{opened}: this solution has no end; write ```{{solution-end}} and ``` "
                        "into a cell below it")
    notebook.cells = kept
    return dropped


def find_stray(text: str, spans: list[tuple[int, int]], enabled: frozenset[str]) -> Iterator[int]:
    """Yield the lines, from 0, at which a file of solutions says something outside of them.

    A title above them, labels, comments and marks between cells may stand there.
    """
    depth = 0
    for token in make_parser(enabled).parse(text + "\n"):
        depth, top = depth + token.nesting, depth == 0 and token.nesting >= 0
        if not top or token.map is None or token.type in SILENT:
            continue
        start = token.map[0]
        comment = token.type == "html_block" and token.content.lstrip().startswith("<!--")
        title = token.type == "heading_open" and token.tag == "h1"
        if not comment and not title and not any(a <= start < b for a, b in spans):
            yield start


def read_solutions(source: Source, name: str, enabled: frozenset[str]) -> list[Solution]:
    """Return the solutions of a file; raise BookError for one without an end and for other text."""
    found = find_solutions(source.text, name, enabled)
    faults = [f"{source.locate(line + 1)}: this stands outside of the solutions, so no page would "
              "show it; move it into a solution, between ```{solution-start} and ```{solution-end}"
              for line in find_stray(source.text, [(a, b) for _, a, b in found], enabled)]
    faults += [f"{source.locate(start + 1)}: this solution names no exercise; write its label, "
               "such as ```{solution-start} ex-name" for label, start, _ in found if not label]
    used: dict[str, int] = {}
    for block, _ in find_gated(source.text, name, "solution", enabled):
        label = find_label(block)
        if label in used:
            faults.append(f"{source.locate(block.start + 1)}: the label {label} is already used in "
                          f"line {used[label]}; give each label to one thing")
        if label:
            used.setdefault(label, block.start + 1)
    if faults:
        raise BookError(*faults)
    return [Solution(label, source.cut(start, end)) for label, start, end in found]


def merge_solutions(
    page: Source, solutions: list[Solution], name: str, enabled: frozenset[str]
) -> Source:
    """Return the page with each solution to one of its exercises below it, in a blank line each."""
    places = find_places(page.text, name, enabled)
    lines = page.text.split("\n")
    shown = [solution for solution in solutions if solution.label in places]
    # From the end, so that the places stay right; of two solutions the second is put there first.
    shown.sort(key=lambda solution: places[solution.label])
    for solution in shown[::-1]:
        place = places[solution.label]
        while place and not lines[place - 1].strip():
            place -= 1
        block, origins = solution.source.text.split("\n"), solution.source.origins
        rows = list(zip(block, origins, strict=True))
        page = page.replace(place, place, ("", origins[0]), *rows, ("", origins[-1]))
    return page


def read_file(path: Path, root: Path) -> Source:
    text = read_text(path, root)
    name = path.relative_to(root).as_posix()
    return Source(text, tuple((name, n) for n in range(1, text.count("\n") + 2)))


def show_title(text: str) -> str:
    """Return a title in Markdown as plain text."""
    return re.sub(r"\{\w[\w:]*\}(?=`)|[`*$]", "", text)


def list_labels(text: str) -> dict[str, str]:
    """Return the labels that a text defines, each with the title below it, '' if there is none."""
    found = {}
    for match in DEFINED.finditer(text):
        label = next(filter(None, match.groups()))
        below = re.match(r"\s*(?:\([^()\s]+\)=\s*)*#+\s+(.+)", text[match.end():])
        found[label] = show_title(below[1].strip()) if match[1] and below else ""
    return found


class Reader:
    """Reads the pages of a book with one set of parser options."""

    def __init__(self, project: Project):
        self.project = project
        options = read_parser_options(project)
        # Here blocks are read without the text inside them, and mdit-py-plugins 0.6 cannot read a
        # list of tasks without its text.
        self.enabled = frozenset(options.enable_extensions) - {"tasklist"}
        self.options = dataclasses.replace(options, enable_extensions=set(self.enabled))
        self.aliases = project.sphinx_config.get("nb_kernel_rgx_aliases") or {}
        self.solutions: dict[Path, list[Solution]] = {}

    def read_source(self, page: str) -> Source:
        """Return the text of a page as this edition shows it."""
        path = self.project.files[page]
        source = read_file(path, self.project.root)
        name = self.project.name_file(page)
        if path.suffix != ".md":
            return source
        if any(f"-{half}}}" in source.text for half in ("start", "end")):
            source = drop_hidden(source, name, self.enabled)
        if not self.project.shows_solutions:
            return drop_solutions(source, name, self.enabled) if "{solution" in source.text \
                else source
        if "{exercise" not in source.text:
            return source
        found = [solution for file in self.project.find_solutions_files(page)
                 for solution in self.read_solutions_file(file)]
        self.check_pairs(page, source, found)
        return merge_solutions(source, found, name, self.enabled)

    def read_solutions_file(self, path: Path) -> list[Solution]:
        """Return the solutions of a file in `solutions/`; it is parsed once."""
        if path not in self.solutions:
            name = path.relative_to(self.project.root).as_posix()
            source = read_file(path, self.project.root)
            self.solutions[path] = read_solutions(
                drop_hidden(source, name, self.enabled), name, self.enabled)
        return self.solutions[path]

    def check_pairs(self, page: str, source: Source, solutions: list[Solution]) -> None:
        """Raise BookError for an exercise of `exercises/` without a solution, and the reverse.

        And for an exercise whose label another page uses for one, too.
        """
        name = self.project.name_file(page)
        have, labels = {solution.label for solution in solutions}, self.project.exercises
        faults = []
        wanted = f"solutions/{page.removeprefix('exercises/')}.md"
        for block in list_blocks(source.text, self.enabled):
            for label in list_exercises(block, self.enabled):
                others = [other for other in labels.get(label, [])
                          if other != page and other in self.project.pages]
                if other := next((at for at in others if label in self.list_places(at)), None):
                    faults.append(f"{source.locate(block.start + 1)}: the label {label} is that of "
                                  f"an exercise in {self.project.name_file(other)}, too; give each "
                                  "exercise a label of its own")
                if page.startswith("exercises/") and label not in have \
                        and not self.project.find_solved(label):
                    faults.append(f"{source.locate(block.start + 1)}: the exercise {label} has no "
                                  f"solution; write one in {wanted}, or leave out its label")
        for solution in solutions:
            mine = labels.get(solution.label, [])
            if page in mine and not any(solution.label in self.list_places(at) for at in mine):
                faults.append(f"{solution.place}: the solution of {solution.label} has no exercise"
                              f"; {name} gives this label to something else")
        if faults:
            raise BookError(*dict.fromkeys(faults))

    def list_places(self, page: str) -> dict[str, int]:
        path, name = self.project.files[page], self.project.name_file(page)
        if path.suffix != ".md":
            return {}
        return find_places(read_text(path, self.project.root), name, self.enabled)

    def find_orphans(self) -> list[tuple[str, int, str]]:
        """Return file, line and fault of each solution in `solutions/` that no page shows.

        A text that is not suspicious is not parsed.
        """
        faults: list[tuple[str, int, str]] = []
        shown = {label for label, pages in self.project.exercises.items()
                 if any(self.project.files[page].suffix == ".md" for page in pages)}
        for path, labels in self.project.solutions.items():
            name = path.relative_to(self.project.root).as_posix()
            if path.suffix != ".md":
                faults.append((name, 1, "solutions are read from Markdown files only; save this "
                               "notebook as Markdown, or put its solutions into the notebook that "
                               "has the exercises"))
            elif not labels or any(label not in shown for label in labels):
                for solution in self.read_solutions_file(path):
                    if text := self.explain_orphan(solution.label):
                        faults.append((name, solution.source.origins[0][1], text))
        return faults

    def explain_orphan(self, label: str) -> str:
        """Return why no page can show a solution to the exercise of this label, '' if one can."""
        pages = self.project.exercises.get(label, [])
        if any(self.project.files[page].suffix == ".md" for page in pages):
            return ""
        if pages:
            return (f"the exercise {label} stands in the notebook "
                    f"{self.project.name_file(pages[0])}; put its solution there")
        close = difflib.get_close_matches(label, self.project.exercises, n=1)
        return (f"the solution of {label} is shown nowhere, because no page has an exercise with "
                f"this label" + (f"; write {close[0]}" if close else "; write "
                                 f"`:label: {label}` below the first line of its exercise"))

    @cached_property
    def left_out(self) -> dict[str, str]:
        """What a reference to something that this build leaves out shows, by label.

        Left out are solutions, in the student edition, and pages that `_toc.yml` does not list.
        Pages that are left out are here by their names, too.
        """
        listed, found = set(self.project.pages), {}
        for page, path in self.project.files.items():
            name, text = self.project.name_file(page), read_text(path, self.project.root)
            if page not in listed:
                heading = re.search(r"^#\s+(.+?)\s*$", text, re.MULTILINE)
                title = show_title(heading[1]) if heading else page.rpartition("/")[2]
                found[page] = title
                found |= {label: shown or title for label, shown in list_labels(text).items()}
            elif not self.project.shows_solutions and "{solution" in text:
                if path.suffix == ".md":
                    lines = text.split("\n")
                    parts = ["\n".join(lines[start:end])
                             for _, start, end in find_solutions(text, name, self.enabled)]
                else:
                    notebook = read_ipynb(text)
                    parts = drop_solutions_of_cells(notebook, name, self.enabled)
                found |= dict.fromkeys(list_labels("\n".join(parts)), "")
        for path, labels in self.project.solutions.items():
            pages = {page for label in labels for page in self.project.exercises.get(label, [])}
            if not self.project.shows_solutions or not pages & listed:
                found |= dict.fromkeys(list_labels(read_text(path, self.project.root)), "")
        return found

    def read_notebook(
        self, page: str, source: Source | None = None
    ) -> NotebookNode | None:
        """Return a page as a notebook without outputs, None if it is plain text.

        `metadata.source_map` holds the line of each cell in the text of the page, from 0.
        """
        source = source or self.read_source(page)
        path = self.project.files[page]
        if path.suffix == ".ipynb":
            try:
                notebook = read_ipynb(source.text)
            except Exception as error:  # nbformat has no common class for what can be wrong
                name = path.relative_to(self.project.root).as_posix()
                raise BookError(f"{name}: not a notebook that can be read: {error}") from error
            if not self.project.shows_solutions and "{solution" in source.text:
                drop_solutions_of_cells(notebook, self.project.name_file(page), self.enabled)
            for cell in notebook.cells:
                if cell.cell_type == "code":
                    cell.outputs, cell.execution_count = [], None
            choose_kernel(notebook, self.aliases)
            return notebook
        try:
            reader = create_nb_reader(str(path), self.options, NbParserConfig(), source.text)
        except (AttributeError, TypeError) as error:  # MyST-NB 1.4 expects options below `jupytext`
            raise BookError(f"{source.locate(1)}: the front matter is of another kind than "
                            "expected; to make the page a notebook, begin it with the lines `---`, "
                            "`file_format: mystnb`, `kernelspec: {name: python3}` and `---`"
                            ) from error
        if reader is None:
            return None
        try:
            notebook = reader.read(source.text)
        except Exception as error:  # MyST-NB names the cell and its line, never the file
            name = path.relative_to(self.project.root).as_posix()
            line = re.search(r"at line (\d+)", str(error))
            place = source.locate(int(line[1])) if line else name
            said = BAD_OPTIONS if line and "bad YAML" in str(error) else error
            raise BookError(f"{place}: {said}") from error
        choose_kernel(notebook, self.aliases)
        return notebook


def read_notebook(project: Project, page: str) -> NotebookNode | None:
    """Return one page as a notebook; see Reader.read_notebook."""
    return Reader(project).read_notebook(page)
