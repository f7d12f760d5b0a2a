"""The rules of form: what a page must look like, said before anything is executed.

Each fault says what to write. All faults of all pages are reported together. Some rules hold for
every book (`jaxbook.form.every`). A book whose `_config.yml` has the line `jaxbook_form: house`
under `sphinx: config:` also asks for the house form of this book (`jaxbook.form.house`).
"""
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jaxbook.pages import Pages
from jaxbook.project import BookError, Project, read_text, read_yaml
from jaxbook.words import read_words

WRONG_ANSWERS = "tests/pages/wrong_answers"


@dataclass(frozen=True, order=True)
class Fault:
    """Something to change: file, line, and what to write. `page` is the page that it belongs to."""

    file: str
    line: int
    text: str
    page: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


def wants_house_form(project: Project) -> bool:
    """Return whether `_config.yml` asks for the house form; raise BookError for another value."""
    form = project.sphinx_config.get("jaxbook_form") or ""
    if form not in ("", "house"):
        raise BookError(f"_config.yml: jaxbook_form: {form}: the only form that has a name is "
                        "house; write it, or leave the line out")
    return form == "house"


def find_unnumbered(project: Project) -> set[str]:
    """Return the pages of a book in parts that are not in a numbered part, such as appendices."""
    toc = read_yaml(project.root / "_toc.yml", project.root)
    parts = (toc.get("parts") or []) if isinstance(toc, dict) else []

    def list_files(entry: object) -> Iterator[str]:
        if isinstance(entry, list):
            for item in entry:
                yield from list_files(item)
        elif isinstance(entry, dict):
            if "file" in entry:
                yield str(entry["file"]).removesuffix(".md").removesuffix(".ipynb")
            for key in ("chapters", "sections", "subtrees", "entries", "parts"):
                yield from list_files(entry.get(key))

    numbered = {file for part in parts if part.get("numbered") for file in list_files(part)}
    return {project.pages[0]} | (set(project.pages) - numbered if parts else set())


def find_wrong_answers_file(project: Project, page: str) -> Path | None:
    """Return where the wrong answers to an exercise page are, None for another page."""
    folder, _, rest = page.partition("/")
    return project.root / WRONG_ANSWERS / f"{rest}.py" if folder == "exercises" else None


def inspect(pages: Pages, page: str, house: bool, free: bool, wrong_answers: str) -> list[list]:
    """Return the faults of a page and of what belongs to it, each as file, line and text."""
    from jaxbook.form import every
    from jaxbook.form import house as house_form
    from jaxbook.form.page import Page

    project, enabled = pages.project, pages.reader.enabled
    paths = [project.files[page], *project.find_solutions_files(page)]
    sources, words = [], read_words(project)
    for path in paths:
        name = path.relative_to(project.root).with_suffix("").as_posix()
        sources.append(Page(name, read_text(path, project.root), enabled, words))
    faults = []
    for source in sources:
        rules = [*every.RULES, *(house_form.choose_rules(source, free) if house else ())]
        faults += [[source.file, line, text] for rule in rules for line, text in rule(source)]
    if house and page.startswith("exercises/"):
        faults += house_form.find_exercise_faults(sources, wrong_answers)
    return faults


def find_faults(pages: Pages) -> list[Fault]:
    """Return the faults of all pages, sorted by file and line."""
    project = pages.project
    house = wants_house_form(project)
    unnumbered = find_unnumbered(project) if house else set()
    faults = [Fault(*orphan) for orphan in pages.reader.find_orphans()] if project.solutions else []
    for page in project.pages:
        if project.files[page].suffix == ".ipynb":
            from jaxbook.form.every import find_misspelt_tags_of_notebook

            text = read_text(project.files[page], project.root)
            file = project.files[page].relative_to(project.root).as_posix()
            faults += [Fault(file, *fault, page) for fault in find_misspelt_tags_of_notebook(text)]
        if project.files[page].suffix != ".md":
            continue
        path = find_wrong_answers_file(project, page) if house else None
        wrong = read_text(path, project.root) if path and path.exists() else ""
        free = page in unnumbered
        found = pages.remember("form", page, partial(inspect, pages, page, house, free, wrong),
                               "free" if free else "", wrong)
        faults += [Fault(file, line, text, page) for file, line, text in found]
    pages.memo.save()
    # Two pages may show solutions of one file.
    return sorted({(fault.file, fault.line, fault.text): fault for fault in faults}.values())
