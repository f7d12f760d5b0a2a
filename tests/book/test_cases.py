"""What Jupyter Book documents is seen on the site and in the notebook, or refused in a sentence.

Each `cases/NAME.md` is a page, and `cases/NAME.yml` says what must become of it. All cases with
the same `config` and `book` are pages `lectures/NAME` of one small book, executed once and rendered
in both editions. A page without front matter becomes a notebook; it begins with its title.

Keys of the YAML file, all optional:

- `site`: what a reader of the site sees, as a list of
  `{select: CSS selector, text: ..., count: n, attributes: {name: value or null}}`.
  Some element (or exactly `count`) must fit the selector, contain the text, and have the
  attributes; `null` stands for one that must be absent. White space counts as one space. In each
  text `№` stands for a number, because those of figures are counted over all cases of a book.
- `notebook`: texts that the notebook holds, in this order, as they stand in the sources of cells.
- `absent`: texts that are neither in the article of the page (its HTML) nor in the notebook.
- `student`: texts that are in no file of the student edition.
- `error`: `{line: n, says: ...}`: the page is refused, and a line of the message begins with
  `lectures/NAME.md:n` and contains the text. `line` is one of the case's file; it may be left out.
  `file` names another file that is to blame.
- `files`: other files of the folder that the page needs, copied to `lectures/`.
- `book`: `{path: text}`: more files of the book.
- `config`: what is merged into `_config.yml`; a list adds to a list.
- `exercise`: true for a page of `exercises/` instead of `lectures/`.
"""
import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup

from conftest import HEAD, Book, Result
from jaxbook.pages import Pages
from jaxbook.project import open_project
from runs import make_run
from words import find_difference, list_words_of_notebook, list_words_of_page

FOLDER = Path(__file__).parent / "cases"
OTHER_WORDS = {
    "iframe": "the notebook has a link where the site has a frame",
}
KEYS = {"site", "notebook", "absent", "student", "error", "files", "book", "config", "exercise"}
FRONT = HEAD.format(title="").removesuffix("# \n")


def read_case(path: Path) -> dict:
    case = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    assert set(case) <= KEYS, f"{path.name}: unknown {set(case) - KEYS}; known are {KEYS}"
    return case


CASES = {path.stem: read_case(path) for path in sorted(FOLDER.glob("*.yml"))}
GOOD = [name for name, case in CASES.items() if "error" not in case]
BAD = [name for name, case in CASES.items() if "error" in case]


def name_page(name: str) -> str:
    return f"{'exercises' if CASES[name].get('exercise') else 'lectures'}/{name}"


def name_group(name: str) -> str:
    """Return what the cases of one book have in common."""
    case = CASES[name]
    return json.dumps(["error" in case, case.get("config"), case.get("book")], sort_keys=True)


def merge(config: dict, more: dict) -> None:
    for key, value in more.items():
        if isinstance(value, dict):
            merge(config.setdefault(key, {}), value)
        elif isinstance(value, list):
            config[key] = [*config.get(key, []), *value]
        else:
            config[key] = value


class CaseBook(Book):
    """A book of cases; `faults` says why a page is not in it."""

    def __init__(self, folder: Path, names: list[str]):
        super().__init__(folder)
        self.faults: dict[str, str] = {}
        first = CASES[names[0]]
        config = yaml.safe_load((folder / "_config.yml").read_text())
        merge(config, first.get("config", {}))
        (folder / "_config.yml").write_text(yaml.safe_dump(config))
        for path, text in first.get("book", {}).items():
            self.write(path, text)
        for name in names:
            for file in CASES[name].get("files", []):
                (folder / "lectures" / file).parent.mkdir(exist_ok=True)
                shutil.copy(FOLDER / file, folder / "lectures" / file)
            text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
            self.write(f"{name_page(name)}.md", text if text.startswith("---") else FRONT + text)
        self.list_pages()

    def list_pages(self, **more: object) -> None:
        """List the cases, and not the pages that they include."""
        super().list_pages(**more)
        path = self.folder / "_toc.yml"
        toc = yaml.safe_load(path.read_text())
        toc["chapters"] = [entry for entry in toc.get("chapters", [])
                           if Path(entry["file"]).name in CASES
                           or entry["file"].split("/")[0] not in ("lectures", "exercises")]
        path.write_text(yaml.safe_dump({k: v for k, v in toc.items() if v}))

    def build_quickly(self, edition: str = "full") -> Result:
        """Build the book; no kernel is started for a page without code."""
        try:
            pages = Pages(open_project(self.folder))
            for page, (key, cells) in pages.found.items():
                if not cells and not pages.store.find(key):
                    notebook = pages.read_notebook(page)
                    assert notebook is not None
                    pages.store.put(key, make_run(page, notebook))
        except Exception:
            pass  # the build says what is wrong
        return self.build(EDITION=edition)

    def build_without_faults(self, names: list[str], edition: str) -> None:
        """Build the book; leave out pages that stop the build, and note what was said of them."""
        while True:
            run = self.build_quickly(edition)
            left = [name for name in names if name not in self.faults]
            bad = [name for name in left
                   if re.search(rf"\b{re.escape(name_page(name))}\b", run.stderr)]
            if run.returncode == 0 or not bad:
                break
            for name in bad:
                self.faults[name] = said_of(run.stderr, name)
                (self.folder / f"{name_page(name)}.md").unlink()
            self.list_pages()
        if run.returncode:
            self.faults |= dict.fromkeys(left, run.stderr)


def said_of(text: str, name: str) -> str:
    """Return the lines of a message that name the page of a case, or the file that is to blame."""
    file = CASES[name].get("error", {}).get("file", name_page(name))
    return "\n".join(line for line in text.splitlines() if file in line)


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    """Build the book of a case when the first case of it is tried."""
    built: dict[str, CaseBook] = {}

    def get(name: str) -> CaseBook:
        group = name_group(name)
        if group not in built:
            names = [other for other in GOOD if name_group(other) == group]
            book = CaseBook(tmp_path_factory.mktemp("cases") / "book", names)
            for edition in ("full", "student"):
                book.build_without_faults(names, edition)
            built[group] = book
        return built[group]

    return get


@pytest.fixture(scope="module")
def messages(tmp_path_factory):
    """Build the bad pages together, without those that were refused, until all are refused."""
    said: dict[str, str] = {}

    def get(name: str) -> str:
        group = name_group(name)
        left = [other for other in BAD if name_group(other) == group and other not in said]
        while name not in said:
            book = CaseBook(tmp_path_factory.mktemp("bad") / "book", left)
            run = book.build_quickly()
            assert "Traceback" not in run.stderr, run.stderr
            found = {other: text for other in left if (text := said_of(run.stderr, other))}
            assert run.returncode and found, f"not refused: {left}\n{run.stderr}"
            said.update(found)
            left = [other for other in left if other not in said]
        return said[name]

    return get


def find(text: str, source: str, place: int = 0) -> re.Match | None:
    return re.compile(re.escape(text).replace("№", r"\d[\d.]*\b")).search(source, place)


def squeeze(text: str) -> str:
    return " ".join(text.split())


def fits(tag, wanted: dict) -> bool:
    for key, value in wanted.get("attributes", {}).items():
        found = tag.get(key)
        found = " ".join(found) if isinstance(found, list) else found
        if found != (None if value is None else str(value)):
            return False
    return bool(find(squeeze(str(wanted.get("text", ""))), squeeze(tag.get_text())))


def check_site(page: BeautifulSoup, wanted: list[dict]) -> None:
    for each in wanted:
        assert set(each) <= {"select", "text", "count", "attributes"}, each
        tags = page.select(each["select"])
        number = sum(fits(tag, each) for tag in tags)
        shown = "\n".join(str(tag)[:500] for tag in tags[:5]) or page.select_one("article")
        assert number == each["count"] if "count" in each else number, f"{each}\nnot in\n{shown}"


def check_notebook(notebook: nbformat.NotebookNode, wanted: list[str]) -> None:
    source = "\n\n".join(cell.source for cell in notebook.cells)
    place = 0
    for text in wanted:
        found = find(text.rstrip("\n"), source, place)
        assert found, f"{text!r}\nnot in\n{source[place:]}"
        place = found.end()


@pytest.mark.parametrize("name", GOOD)
def test_case_is_seen_on_the_site_and_in_the_notebook(books, name):
    case, book = CASES[name], books(name)
    assert name not in book.faults, book.faults[name]
    page = BeautifulSoup(book.read(name_page(name)), "html5lib")
    check_site(page, case.get("site", []))
    if case.get("notebook") or case.get("absent"):
        notebook = book.read_notebook(name_page(name))
        check_notebook(notebook, case.get("notebook", []))
    for text in case.get("absent", []):
        assert text not in str(page.select_one("article")), text
        assert text not in json.dumps(notebook, ensure_ascii=False), text
    for path, content in book.read_site("student").items():
        for text in case.get("student", []):
            assert text.encode() not in content, f"{text!r} is in {path}"


@pytest.mark.parametrize("name", GOOD)
def test_page_and_notebook_say_the_same(books, name):
    book = books(name)
    html = book.read(name_page(name))
    words = list_words_of_notebook(book.read_notebook(name_page(name)))
    assert bool(find_difference(list_words_of_page(html), words)) is (name in OTHER_WORDS), (
        find_difference(list_words_of_page(html), words))


@pytest.mark.parametrize("name", BAD)
def test_case_is_refused_with_its_place(messages, name):
    wanted, said = CASES[name]["error"], messages(name)
    place = wanted.get("file", f"{name_page(name)}.md")
    if line := wanted.get("line"):
        text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
        place += f":{line + (0 if text.startswith('---') else FRONT.count(chr(10)))}:"
    lines = [text.removeprefix("error: ") for text in said.splitlines()]
    fitting = [text for text in lines if text.startswith(place) and wanted["says"] in text]
    assert fitting, f"{place} {wanted['says']}\nnot in\n{said}"


def test_each_case_has_its_two_files():
    pages = {path.stem for path in FOLDER.glob("*.md")}
    others = {Path(file).stem for case in CASES.values() for file in case.get("files", [])}
    assert pages - others <= set(CASES) <= pages
