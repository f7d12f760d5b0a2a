"""The rules of form that hold for the pages of every book.

A rule takes a page and yields the line of each fault and a sentence that says what to write.
"""
import difflib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress

from jaxbook.form.page import Page
from jaxbook.merge import BAD_OPTIONS
from jaxbook.project import CONFLICT
from jaxbook.runs.model import list_claims

Found = Iterator[tuple[int, str]]
Rule = Callable[[Page], Found]

CLAIM = re.compile(r"\{claim\}`([^`]+)`")
CONFLICTS = re.compile(r"^<{7} .*?^>{7} .*?$|^[<>]{7} .*?$", re.MULTILINE | re.DOTALL)
# What Jupyter Book 1, MyST-NB 1.4, papermill and this tool know. Others are style classes at most.
TAGS = {
    "check", "full-width", "hide-cell", "hide-input", "hide-output", "injected-parameters",
    "machine", "margin", "output_scroll", "parameters", "popout", "raises-exception", "remove-cell",
    "remove-input", "remove-output", "remove-stderr", "remove-stdout", "scroll-input",
    "scroll-output", "sidebar", "skip-execution", "thebe-init",
}
PUBLISHED = "published-"  # what follows names figures in benchmarks/records/published.json
UNDERSCORES = {"remove_cell", "remove_input", "remove_output"}  # MyST-NB takes these, no others


def find_conflicts(page: Page) -> Found:
    for match in CONFLICTS.finditer(page.text):
        yield page.text[: match.start()].count("\n") + 1, CONFLICT


def find_bad_options(page: Page) -> Found:
    for cell in page.cells:
        tags = cell.options.get("tags") or []
        # The parser could not split them off, or not read them.
        if cell.code.startswith("---") or (isinstance(tags, str) and tags.startswith("[")):
            yield cell.line, BAD_OPTIONS
        elif isinstance(tags, str):
            yield cell.line, ("the tags of a cell are a list; write "
                              f"`:tags: [{cell.options['tags']}]`")


def find_meant_tag(tag: str) -> str:
    """Return the known tag that a tag means, the tag itself if it is known, '' if there is none."""
    if tag in TAGS or tag in UNDERSCORES or tag.startswith(PUBLISHED):
        return tag
    return next(iter(difflib.get_close_matches(tag, TAGS, n=1, cutoff=0.8)), "")


def find_misspelt_tags(page: Page) -> Found:
    """Find tags that look like a known one; other unknown tags may be style classes of a book."""
    for cell in page.cells:
        for tag in cell.tags:
            if (meant := find_meant_tag(tag)) not in ("", tag):
                yield cell.line, f"no tag is called {tag}; write {meant}"


def find_misspelt_tags_of_notebook(text: str) -> Found:
    """Find the same in the text of a page that is an `.ipynb` file."""
    with suppress(ValueError):  # which the build says of a file that is no JSON
        cells = json.loads(text).get("cells", [])
        tags = {tag for cell in cells for tag in cell.get("metadata", {}).get("tags", [])}
        for tag in sorted(tags):
            if (meant := find_meant_tag(tag)) not in ("", tag):
                line = text.partition(json.dumps(tag))[0].count("\n") + 1
                yield line, f"no tag is called {tag}; write {meant}"


def find_wrapped_options(page: Page) -> Found:
    """Find options of directives that go on in a second line, which MyST takes for content."""
    inside = False
    for number, line in enumerate(page.lines, 1):
        if re.match(r"\s*(`{3,}|:{3,})\{", line):
            inside = True
        elif inside and not re.match(r"\s*:[\w-]+:", line):
            inside = False
            if re.match(r"\s+\S", line) and re.match(r"\s*:[\w-]+:", page.lines[number - 2]):
                yield number, ("MyST reads an option of a directive to the end of its line, and "
                               "this line as content; write the option in one line")


def find_repeated_labels(page: Page) -> Found:
    """Find labels of two things; an equation may be called like something else, as in Sphinx."""
    first: dict[tuple[bool, str], int] = {}
    for line, label in page.labels:
        name = line in page.equations, label
        if name in first:
            yield line, (f"the label {label} is already used in line {first[name]}; give each "
                         "label to one thing")
        first.setdefault(name, line)


def find_missing_head(page: Page) -> Found:
    """Find code cells that would not run: MyST-NB reads no cell of a page without this head."""
    head = re.match(r"---\n(.*?)\n---\n", page.text, re.DOTALL)
    if page.cells and not page.name.startswith("solutions/") and not (
            head and re.search(r"format_name: *['\"]?myst|file_format: *['\"]?mystnb", head[1])):
        yield 1, ("the code cells of this page would not run; begin it with the lines `---`, "
                  "`file_format: mystnb`, `kernelspec: {name: python3}` and `---`")


def find_unpaired_claims(page: Page) -> Found:
    """Find claims that no check asserts and, in a page with claims, checks of none."""
    claims: dict[str, int] = {}
    for line, text in page.find_groups(CLAIM):
        claims.setdefault(text, line)
    checks: dict[str, int] = {}
    for cell in page.cells:
        if "check" in cell.tags:
            for name in list_claims(cell.code):
                checks.setdefault(name, cell.line)
    for name in claims.keys() - checks.keys():
        yield claims[name], (f"no check asserts the claim {name}; write a cell with the tag check "
                             f"that calls `check(\"{name}: …\", …)`, or remove the mark")
    if claims:
        for name in checks.keys() - claims.keys():
            yield checks[name], (f"no sentence of the page makes the claim {name}; write "
                                 f"{{claim}}`{name}` behind the sentence that this check asserts")


def find_unclosed(page: Page) -> Found:
    """Find directives that swallow the rest of the page."""
    for block in page.blocks:
        mark = re.match(r"\s*(`{3,}|:{3,}|~{3,})", page.lines[block.start])
        if mark and block.end >= len(page.text.rstrip().split("\n")) and (
                block.end - block.start < 2
                or not page.lines[block.end - 1].strip().startswith(mark[1])):
            yield block.start + 1, (f"this {block.name} has no end; write a line {mark[1]} where "
                                    "it ends")


RULES: tuple[Rule, ...] = (find_conflicts, find_bad_options, find_misspelt_tags,
                           find_wrapped_options, find_repeated_labels, find_missing_head,
                           find_unpaired_claims, find_unclosed)
