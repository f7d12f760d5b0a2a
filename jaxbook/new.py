"""Write the files of a new page, small and in the form of the book, and list it in `_toc.yml`.

In a book in house form (see `jaxbook.form`) that is a lecture, its exercise with solution and
wrong answers, and two lines of `_toc.yml`: the lecture joins the last numbered part, the exercise
the part after it. In any other book it is `lectures/NAME.md` alone, at the end of the contents. The
new page builds at once; its example is there to be replaced.
"""
import re
from pathlib import Path

import yaml

from jaxbook.form import find_wrong_answers_file, wants_house_form
from jaxbook.project import Project, RequestError, read_text

TEMPLATES = Path(__file__).parent / "templates" / "new"
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST_TITLE = 80


def read_request(page: str, title: str) -> tuple[str, str]:
    """Return the name of a page without folder and suffix, and its title, if both can be used."""
    name = page.strip().removeprefix("lectures/").removesuffix(".md")
    title = " ".join(title.split())
    if not NAME.fullmatch(name):
        raise RequestError(f"PAGE={page}: expected words in lower case, joined by underscores, "
                           "such as markov_chains")
    if not 0 < len(title) <= LONGEST_TITLE:
        raise RequestError(f"TITLE has {len(title)} characters, and may have 1 to {LONGEST_TITLE}; "
                           'write one such as TITLE="Simulate a Markov chain"')
    return name, title


def fill(template: str, name: str, title: str) -> str:
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    for key, value in {"page": name, "label": name.replace("_", "-"), "title": title}.items():
        text = text.replace(f"[[{key}]]", value)
    return text


def find_value(node: yaml.Node | None, key: str) -> yaml.Node | None:
    """Return the value of a key in a mapping of YAML."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == key:
                return value
    return None


def find_items(node: yaml.Node | None) -> list[yaml.Node]:
    return node.value if isinstance(node, yaml.SequenceNode) else []


def find_chapters(toc: yaml.Node | None) -> tuple[list[yaml.Node], list[yaml.Node]]:
    """Return the chapters that a lecture joins, and those that its exercises join."""
    parts = find_items(find_value(toc, "parts"))
    if not parts:
        chapters = find_items(find_value(toc, "chapters") or find_value(toc, "sections"))
        return chapters, chapters
    numbered = [number for number, part in enumerate(parts)
                if getattr(find_value(part, "numbered"), "value", "") not in ("", "false")]
    place = numbered[-1] if numbered else len(parts) - 1
    chapters = [find_items(find_value(part, "chapters")) for part in parts]
    following = chapters[place + 1] if place + 1 < len(parts) else []
    files = [getattr(find_value(item, "file"), "value", "") for item in following]
    joined = following if any(file.startswith("exercises/") for file in files) else chapters[place]
    return chapters[place], joined


def list_in_toc(text: str, pages: list[str]) -> str:
    """Return the text of `_toc.yml` with the lecture and perhaps its exercises, comments kept.

    Raises RequestError if there is no list of chapters, one per line, to add them to.
    """
    lines = text.split("\n")
    insertions = []
    for page, chapters in zip(pages, find_chapters(yaml.compose(text)), strict=False):
        last = chapters[-1].start_mark if chapters else None
        indent = lines[last.line][: last.column] if last else ""
        if last is None or not re.fullmatch(r"\s*-\s+", indent):
            raise RequestError(f"_toc.yml has no list of chapters, one per line, that {page} can "
                               f"join; add one such as `chapters:` with `  - file: {page}`")
        insertions.append((find_end(chapters[-1], lines), f"{indent}file: {page}"))
    # From the end, so that the places of the others stay; at one place the lecture comes first.
    insertions.reverse()
    for place, line in sorted(insertions, key=lambda found: found[0], reverse=True):
        lines.insert(place, line)
    return "\n".join(lines)


def find_end(node: yaml.Node, lines: list[str]) -> int:
    """Return the number of the line after an entry, before blank lines and comments."""
    end = node.end_mark.line
    while end > node.start_mark.line + 1 and re.fullmatch(r"\s*(#.*)?", lines[end - 1]):
        end -= 1
    return max(end, node.start_mark.line + 1)


def new_page(project: Project, page: str, title: str) -> list[Path]:
    """Write the files of a new page; return the paths that were written or changed.

    Raises RequestError for a name or a title that cannot be used, and if a file exists already.
    """
    name, title = read_request(page, title)
    house = wants_house_form(project)
    pages = [f"lectures/{name}", *([f"exercises/{name}"] if house else [])]
    contents = {project.root / "lectures" / f"{name}.md": "lecture.md" if house else "plain.md"}
    if house:
        contents[project.root / "exercises" / f"{name}.md"] = "exercise.md"
        contents[project.root / "solutions" / f"{name}.md"] = "solution.md"
        wrong_answers = find_wrong_answers_file(project, pages[1])
        assert wrong_answers
        contents[wrong_answers] = "wrong_answers.py"
    if existing := [path for path in contents if path.exists()]:
        names = ", ".join(path.relative_to(project.root).as_posix() for path in existing)
        raise RequestError(f"PAGE={page}: there is already {names}; choose another name")
    if listed := [entry for entry in pages if entry in project.pages]:
        raise RequestError(f"PAGE={page}: _toc.yml already lists {', '.join(listed)}")
    toc = project.root / "_toc.yml"
    changed = list_in_toc(read_text(toc, project.root), pages)
    for path, template in contents.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(fill(template, name, title), encoding="utf-8")
    toc.write_text(changed, encoding="utf-8")
    return [*contents, toc]
