"""The rules of form that hold for the pages of every book.

A rule takes a page and yields the line of each fault and a sentence that says what to write.
"""
import difflib
import re
from collections.abc import Callable, Iterator

from jaxbook.form.page import Page
from jaxbook.project import make_slug

Found = Iterator[tuple[int, str]]
Rule = Callable[[Page], Found]

CONFLICT = re.compile(r"^<{7} .*?^>{7} .*?$|^[<>]{7} .*?$", re.MULTILINE | re.DOTALL)
# What Jupyter Book 1, MyST-NB 1.4, papermill and this tool know. Others are style classes at most.
TAGS = {
    "check", "full-width", "hide-cell", "hide-input", "hide-output", "injected-parameters",
    "margin", "output_scroll", "parameters", "popout", "raises-exception", "remove-cell",
    "remove-input", "remove-output", "remove-stderr", "remove-stdout", "scroll-input",
    "scroll-output", "sidebar", "skip-execution", "thebe-init",
}


def find_conflicts(page: Page) -> Found:
    for match in CONFLICT.finditer(page.text):
        yield page.text[: match.start()].count("\n") + 1, (
            "this is a conflict that git left; keep one of the two versions, and delete the lines "
            "that begin with <<<<<<<, ======= and >>>>>>>")


def find_bad_options(page: Page) -> Found:
    for cell in page.cells:
        if cell.code.startswith("---"):  # the parser could not split them off
            yield cell.line, ("the options of this cell are not valid YAML; write one `key: value` "
                              "per line between two lines `---`, with quotes around a text that "
                              "contains a colon")
        elif isinstance(cell.options.get("tags") or [], str):
            yield cell.line, ("the tags of a cell are a list; write "
                              f"`:tags: [{cell.options['tags']}]`")


def find_meant_tag(tag: str) -> str:
    """Return the known tag that a tag means, the tag itself if it is known, '' if there is none."""
    if tag in TAGS or tag.replace("_", "-") in TAGS:
        return tag
    return next(iter(difflib.get_close_matches(tag, TAGS, n=1, cutoff=0.8)), "")


def find_misspelt_tags(page: Page) -> Found:
    """Find tags that look like a known one; other unknown tags may be style classes of a book."""
    for cell in page.cells:
        for tag in cell.tags:
            if (meant := find_meant_tag(tag)) not in ("", tag):
                yield cell.line, f"no tag is called {tag}; write {meant}"


def find_bad_labels(page: Page) -> Found:
    first: dict[str, int] = {}
    slugs = {make_slug(heading.text): heading.line for heading in page.headings}
    for line, label in page.labels:
        if label in first:
            yield line, (f"the label {label} is already used in line {first[label]}; give each "
                         "label to one thing")
        elif label in slugs:
            yield line, (f"the heading in line {slugs[label]} already has the anchor {label}; "
                         f"write another label, such as sec-{label}")
        first.setdefault(label, line)


RULES: tuple[Rule, ...] = (find_conflicts, find_bad_options, find_misspelt_tags, find_bad_labels)
