"""Read a page as one edition shows it: solutions under their exercises, or no solution at all.

The full edition puts each block `{solution-start} LABEL` … `{solution-end}` (or `{solution} LABEL`)
of `solutions/x.md` at the end of the exercise LABEL of `exercises/x.md`, so that a solution runs in
the kernel of its exercise page. The student edition leaves out every solution block of every page.
Blocks are found by the parser and the options that also render the page.
"""
import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
import yaml
from myst_nb.core.config import NbParserConfig
from myst_nb.core.read import create_nb_reader
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser
from nbformat import NotebookNode

# Reading cells as MyST-NB 1.4 does needs its `core` package, which is not documented. A page is
# read by this module alone, for the kernel and for Sphinx, so the two cannot differ.
from jaxbook.project import BookError, Project, read_text

DIRECTIVE = re.compile(r"\{([^}\s]+)\}\s*(.*)")
OPTION = re.compile(r":([\w-]+):\s*(.*)")
EXERCISES = ("exercise", "exercise-start")
SOLUTIONS = ("solution", "solution-start")


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


def read_parser_options(project: Project) -> MdParserConfig:
    """Return the options of MyST that `_config.yml` leads to."""
    from jupyter_book.config import get_final_config  # takes half a second, and is seldom needed

    config, _ = get_final_config(
        user_yaml=project.config, cli_config={"latex_individualpages": False}, validate=False,
    )
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


def list_blocks(text: str, enabled: frozenset[str]) -> Iterator[Block]:
    """Yield the directives, headings and targets of a page that stand in no other directive."""
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


def find_solutions(text: str, name: str, enabled: frozenset[str]) -> list[tuple[str, int, int]]:
    """Return label, first line and end of each solution; raise BookError for one without an end."""
    found: list[tuple[str, int, int]] = []
    opened: Block | None = None
    for block in [*list_blocks(text, enabled), None]:
        if opened and (block is None or block.name == "solution-start"):
            raise BookError(f"{name}:{opened.start + 1}: the solution of {opened.argument} has no "
                            "end; write ```{solution-end} and ``` below it")
        if block is None:
            break
        if block.name == "solution" and not opened:
            found.append((block.argument, block.start, block.end))
        elif block.name == "solution-start":
            opened = block
        elif block.name == "solution-end":
            if opened is None:
                raise BookError(f"{name}:{block.start + 1}: solution-end without a solution-start")
            found.append((opened.argument, opened.start, block.end))
            opened = None
    return found


def find_places(text: str, enabled: frozenset[str]) -> dict[str, int]:
    """Return for each exercise, by label, the line at which it ends.

    It ends at the next exercise or heading, or at the target in front of that.
    """
    blocks = list(list_blocks(text, enabled))
    places = {}
    for number, block in enumerate(blocks):
        if block.name not in EXERCISES or not find_label(block):
            continue
        place = text.count("\n") + 1
        later = blocks[number + 1:]
        for index, after in enumerate(later):
            target = after.name == "target" and [b.name for b in later[index + 1:index + 2]]
            if after.name in ("heading", *EXERCISES) or target == ["heading"]:
                place = after.start
                break
        places[find_label(block)] = place
    return places


def drop_solutions(source: Source, name: str, enabled: frozenset[str]) -> Source:
    """Return the page without its solution blocks."""
    lines, origins = source.text.split("\n"), list(source.origins)
    for _, start, end in reversed(find_solutions(source.text, name, enabled)):
        del lines[start:end], origins[start:end]
    return Source("\n".join(lines), tuple(origins))


def merge_solutions(
    page: Source, solutions: Source, name: str, enabled: frozenset[str]
) -> Source:
    """Return the page with each solution after its exercise, a blank line around it.

    Raises BookError for an exercise without a solution and for a solution without an exercise.
    """
    solved = name.replace("exercises/", "solutions/", 1)
    places = find_places(page.text, enabled)
    here = {label for label, *_ in find_solutions(page.text, name, enabled)}
    blocks = find_solutions(solutions.text, solved, enabled)
    labels = [label for label, *_ in blocks]
    faults = [f"{name}: the exercise {label} has no solution in {solved}"
              for label in places if label not in labels and label not in here]
    faults += [f"{solved}: the solution of {label} has no exercise in {name}"
               for label in labels if label not in places]
    if faults:
        raise BookError(*faults)
    lines, origins = page.text.split("\n"), list(page.origins)
    solution_lines = solutions.text.split("\n")
    for label, start, end in sorted(blocks, key=lambda found: -places[found[0]]):
        place = places[label]
        while place and not lines[place - 1].strip():
            place -= 1
        block = ["", *solution_lines[start:end], ""]
        block_origins = [solutions.origins[start], *solutions.origins[start:end],
                         solutions.origins[end - 1]]
        lines[place:place] = block
        origins[place:place] = block_origins
    return Source("\n".join(lines), tuple(origins))


def read_file(path: Path, root: Path) -> Source:
    text = read_text(path, root)
    name = path.relative_to(root).as_posix()
    return Source(text, tuple((name, n) for n in range(1, text.count("\n") + 2)))


class Reader:
    """Reads the pages of a book with one set of parser options."""

    def __init__(self, project: Project):
        self.project = project
        self.options = read_parser_options(project)
        self.enabled = frozenset(self.options.enable_extensions)

    def read_source(self, page: str) -> Source:
        """Return the text of a page as this edition shows it."""
        path = self.project.files[page]
        source = read_file(path, self.project.root)
        name = path.relative_to(self.project.root).as_posix()
        if path.suffix != ".md":
            return source
        if self.project.edition == "student":
            return drop_solutions(source, name, self.enabled) if "{solution" in source.text \
                else source
        solutions = self.project.find_solutions_file(page)
        if solutions is None or "{exercise" not in source.text:
            return source
        there = read_file(solutions, self.project.root) if solutions.exists() else Source("", ())
        return merge_solutions(source, there, name, self.enabled)

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
                notebook = NotebookNode(nbformat.reads(source.text, as_version=4))
            except Exception as error:  # nbformat has no common class for what can be wrong
                name = path.relative_to(self.project.root).as_posix()
                raise BookError(f"{name}: not a notebook that can be read: {error}") from error
            for cell in notebook.cells:
                if cell.cell_type == "code":
                    cell.outputs, cell.execution_count = [], None
            return notebook
        reader = create_nb_reader(str(path), self.options, NbParserConfig(), source.text)
        if reader is None:
            return None
        try:
            notebook = reader.read(source.text)
        except Exception as error:  # MyST-NB names the cell and its line, never the file
            name = path.relative_to(self.project.root).as_posix()
            line = re.search(r"at line (\d+)", str(error))
            place = source.locate(int(line[1])) if line else name
            raise BookError(f"{place}: {error}") from error
        if notebook.metadata.get("kernelspec", {}).get("language") == "python":  # as a kernel says
            notebook.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
        return notebook


def read_notebook(project: Project, page: str) -> NotebookNode | None:
    """Return one page as a notebook; see Reader.read_notebook."""
    return Reader(project).read_notebook(page)
