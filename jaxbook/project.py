"""Where a book is, what its pages and its configuration are, and which edition is wanted.

A book is a folder with `_config.yml`, `_toc.yml` and pages. Nothing here runs or builds anything.
"""
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

EDITIONS = ("full", "student")
SECTIONS = ("execute", "html", "launch_buttons", "parse", "repository", "sphinx")  # of _config.yml
PAGE_SUFFIXES = (".md", ".ipynb")
# Never pages, whatever a book excludes itself: what is built, hidden folders, and the solutions.
ALWAYS_EXCLUDED = ("_build", ".*", "**/.*", "solutions", "**/node_modules")


class BookError(Exception):
    """Something is wrong in the book; each argument is a sentence for its author."""

    status = 1

    def __str__(self) -> str:
        return "\n".join(map(str, self.args))


class RequestError(BookError):
    """Something is wrong in what was asked for: an option, a variable, a missing step."""

    status = 2


@dataclass(frozen=True)
class Project:
    """A book in the folder `root`, in one edition (`full` or `student`)."""

    root: Path
    edition: str = "full"

    @property
    def build(self) -> Path:
        """The folder of everything that is made."""
        return self.root / "_build"

    @property
    def output(self) -> Path:
        """The folder of what is made for this edition."""
        return self.build / self.edition

    @property
    def site(self) -> Path:
        """The folder of the last complete site of this edition."""
        return self.output / "html"

    @cached_property
    def config(self) -> dict:
        """`_config.yml` as it is written."""
        return check_config(read_yaml(self.root / "_config.yml", self.root))

    @property
    def sphinx_config(self) -> dict:
        """The part of `_config.yml` that goes to Sphinx as it is."""
        return (self.config.get("sphinx") or {}).get("config") or {}

    @cached_property
    def parts(self) -> list[tuple[str, list[str]]]:
        """Each part of `_toc.yml` with its caption and pages; first the landing page alone."""
        from sphinx.util.matching import patfilter
        from sphinx_external_toc.parsing import MalformedError, parse_toc_yaml

        read_yaml(self.root / "_toc.yml", self.root)  # says what is wrong with the YAML, and where
        try:
            toc = parse_toc_yaml(self.root / "_toc.yml")
        except MalformedError as error:
            if repeated := re.fullmatch("document file used multiple times: '(.*)'", str(error)):
                raise self.name_repeated([repeated[1]]) from error
            raise BookError(f"_toc.yml: {error}") from error

        def name(entry: str) -> str:
            return entry.removesuffix(".md").removesuffix(".ipynb")

        def walk(entry: str) -> Iterator[str]:
            yield name(entry)
            for tree in toc[entry].subtrees:
                yield from list_entries(tree.items, entry)

        def list_entries(items: list, parent: str) -> Iterator[str]:
            listed = {name(parent)}  # a pattern adds what is not listed yet, as in Sphinx
            for item in items:
                if item in toc:
                    listed.add(name(item))
                    yield from walk(item)
                elif type(item).__name__ == "GlobItem":
                    found = sorted(set(patfilter(self.files, item)) - listed)
                    listed.update(found)
                    yield from found

        root = toc.root.docname
        return [("", [name(root)]), *(
            (tree.caption or "", list(list_entries(tree.items, root))) for tree in toc.root.subtrees
        )]

    @cached_property
    def pages(self) -> list[str]:
        """The pages of `_toc.yml` in order, without suffixes.

        Raises BookError for a page that has no file and, unless `_config.yml` says
        `only_build_toc_files`, for a file in a folder of pages that `_toc.yml` does not list.
        Files beside `_toc.yml`, such as README.md, are pages only if it lists them.
        """
        pages = [page for _, part in self.parts for page in part]
        faults = [f"{self.find_in_toc(page)[0]}: lists {page}, but there is no {page}.md"
                  for page in pages if page not in self.files]
        if repeated := sorted({page for page in pages if pages.count(page) > 1}):
            raise self.name_repeated(repeated)
        if not self.config.get("only_build_toc_files"):
            unlisted = [path.relative_to(self.root).as_posix()
                        for page, path in self.files.items()
                        if page not in pages and path.parent != self.root]
            if unlisted:
                faults.append(f"not in _toc.yml: {', '.join(sorted(unlisted))}; add a line "
                              "`- file: …` or name the file in exclude_patterns of _config.yml")
        if faults:
            raise BookError(*faults)
        return pages

    def find_in_toc(self, page: str) -> list[str]:
        """Return the places in `_toc.yml` that name a page, at least the file."""
        lines = read_text(self.root / "_toc.yml", self.root).split("\n")
        name = re.compile(rf"[\s'\":]{re.escape(page)}(\.md|\.ipynb)?['\"]?\s*(#.*)?$")
        return [f"_toc.yml:{number}" for number, line in enumerate(lines, 1)
                if name.search(line)] or ["_toc.yml"]

    def name_repeated(self, pages: list[str]) -> BookError:
        """Return the error for pages that are in `_toc.yml` more than once."""
        return BookError(*(f"{self.find_in_toc(page)[-1]}: lists {page}, which is already there; "
                           "list each page once" for page in pages))

    @property
    def excluded(self) -> list[str]:
        """The patterns of files that are no pages, in the form that Sphinx reads."""
        return [*ALWAYS_EXCLUDED, *(self.config.get("exclude_patterns") or [])]

    @cached_property
    def files(self) -> dict[str, Path]:
        """The file of each page in the folder, listed in `_toc.yml` or not."""
        from sphinx.util.matching import get_matching_files

        patterns = [f"**{suffix}" for suffix in PAGE_SUFFIXES]
        found = sorted(get_matching_files(self.root, patterns, self.excluded))
        return {str(Path(name).with_suffix("").as_posix()): self.root / name for name in found}

    def find_solutions_file(self, page: str) -> Path | None:
        """Return where the solutions of an exercise page are, None for another page."""
        folder, _, rest = page.partition("/")
        return self.root / "solutions" / f"{rest}.md" if folder == "exercises" else None

    @cached_property
    def timeout_s(self) -> int:
        """How many seconds a cell may run."""
        return (self.config.get("execute") or {}).get("timeout", 30)

    @cached_property
    def requirements(self) -> str:
        """The text of `requirements.txt`, empty if the book has none."""
        path = self.root / "requirements.txt"
        return path.read_text(encoding="utf-8") if path.exists() else ""


def open_project(root: Path) -> Project:
    """Return the book in `root`, in the edition that the environment variable EDITION names.

    Raises RequestError for an unknown edition and for a folder that is no book.
    """
    edition = os.environ.get("EDITION") or "full"
    if edition not in EDITIONS:
        raise RequestError(f"EDITION={edition}: allowed are {' and '.join(EDITIONS)}")
    root = root.resolve()
    for name in ("_config.yml", "_toc.yml"):
        if not (root / name).is_file():
            raise RequestError(f"{root} is not a book: it has no {name}")
    return Project(root, edition)


def check_config(config: object) -> dict:
    """Return what `_config.yml` holds; raise BookError if it is of another kind than expected."""
    if not isinstance(config, dict):
        raise BookError("_config.yml: expected options, one per line, such as `title: My book`")
    sections = {name: config.get(name) or {} for name in SECTIONS}
    for name, value in sections.items():
        if not isinstance(value, dict):
            raise BookError(f"_config.yml: {name}: expected options below it, one per line, "
                            f"found {value!r}")
    if not isinstance(patterns := config.get("exclude_patterns") or [], list):
        raise BookError("_config.yml: exclude_patterns: expected a list such as [docs, notes], "
                        f"found {patterns!r}")
    if not isinstance(timeout := sections["execute"].get("timeout", 30), int):
        raise BookError("_config.yml: execute: timeout: expected a number of seconds, "
                        f"found {timeout!r}")
    return config


def read_text(path: Path, root: Path) -> str:
    """Return the text of a source file; raise BookError with the place if it is not UTF-8."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BookError(
            f"{path.relative_to(root)}:{line}: the byte {data[error.start]:#04x} is not UTF-8; "
            "save the file in the encoding UTF-8"
        ) from error


def read_yaml(path: Path, root: Path) -> object:
    """Return the content of a YAML file; raise BookError with the place if it is damaged."""
    try:
        return yaml.safe_load(read_text(path, root))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f":{mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise BookError(f"{path.relative_to(root)}{place}: not valid YAML: {problem}") from error


def describe_commit(root: Path) -> str:
    """Return the short commit of the sources, with `-dirty` if they were edited since."""
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return run.stdout.strip() or "unknown"


def make_slug(text: str) -> str:
    """Return the text in lower case with everything but letters and digits as single hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


@contextmanager
def lock_build(project: Project, task: str) -> Iterator[None]:
    """Keep other builds out of the folder `_build`; raise RequestError if one is running there."""
    from filelock import FileLock, Timeout

    project.build.mkdir(exist_ok=True)
    note = project.build / "running"
    try:
        with FileLock(project.build / "lock", timeout=0):
            note.write_text(f"{task}, process {os.getpid()}", encoding="utf-8")
            try:
                yield
            finally:
                note.unlink(missing_ok=True)
    except Timeout as error:
        # Between taking the lock and writing the note there is a moment without a note.
        who = note.read_text(encoding="utf-8") if note.exists() else "it has just begun"
        raise RequestError(
            f"another build is running in this folder ({who}); wait for it to finish or stop it"
        ) from error
