"""Where a book is, what its pages and its configuration are, and which edition is wanted.

A book is a folder with `_config.yml`, `_toc.yml` and pages. Nothing here runs or builds anything.
"""
import os
import re
import subprocess
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

EDITIONS = ("full", "student")
PAGE_SUFFIXES = (".md", ".ipynb")
SKIPPED = {"_build", "gpu-kit", "__pycache__", "node_modules"}  # folders of what is made
# Never pages, whatever a book excludes itself: what is built, hidden folders, and the solutions.
ALWAYS_EXCLUDED = ("_build", "gpu-kit", ".*", "**/.*", "solutions", "**/node_modules")


# What a text may say of exercises and solutions; `jaxbook.merge` reads them with a parser. So it is
# known before anything is parsed which files of solutions a page depends on.
SOLVED = re.compile(r"\{solution(?:-start)?\}[ \t]+([^\s`\\\"]+)")
LABEL = re.compile(r"\blabel:[ \t]*['\"]?([^\s'\",}\\]+)")


CONFLICT = ("this is a conflict that git left; keep one of the two versions, and delete the lines "
            "that begin with <<<<<<<, ======= and >>>>>>>")


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
    """A book in the folder `root`, in one edition (`full` or `student`).

    A draft of it is built in spite of what is wrong in it, and says so on its pages. `machine` is
    the name, as in files, of the machine whose runs are shown; '' for the best run of each page.
    """

    root: Path
    edition: str = "full"
    draft: bool = False
    machine: str = ""

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

    def find_site(self) -> Path:
        """Return the folder of the site; raise RequestError if there is none yet."""
        if not (self.site / "index.html").exists():
            edition = "" if self.edition == EDITIONS[0] else f" EDITION={self.edition}"
            raise RequestError(f"there is no site in {self.site.relative_to(self.root)}: "
                               f"run make book{edition}")
        return self.site

    @property
    def slug(self) -> str:
        """The name of files that hold the whole book, without a suffix."""
        return make_slug(self.config.get("title", "")) or "book"

    @cached_property
    def config(self) -> dict:
        """`_config.yml`, without options that have no value."""
        from jaxbook.config import check_config

        return check_config(read_yaml(self.root / "_config.yml", self.root), self.root)

    @property
    def sphinx_config(self) -> dict:
        """The part of `_config.yml` that goes to Sphinx as it is."""
        return (self.config.get("sphinx") or {}).get("config") or {}

    @property
    def shows_solutions(self) -> bool:
        """Whether this edition has solutions; `hide_solutions` is an option of sphinx-exercise."""
        return self.edition != "student" and not self.sphinx_config.get("hide_solutions")

    @cached_property
    def parts(self) -> list[tuple[str, list[str]]]:
        """Each part of `_toc.yml` with its caption and pages; first the landing page alone."""
        from sphinx.util.matching import patfilter
        from sphinx_external_toc.api import FileItem, GlobItem
        from sphinx_external_toc.parsing import MalformedError, parse_toc_yaml

        from jaxbook.config import check_toc, explain_toc

        read_yaml(self.root / "_toc.yml", self.root)  # says what is wrong with the YAML, and where
        check_toc(self.root)
        try:
            toc = parse_toc_yaml(self.root / "_toc.yml")
        except MalformedError as error:
            if repeated := re.fullmatch("document file used multiple times: '(.*)'", str(error)):
                page = repeated[1]
                raise BookError(f"{self.find_in_toc(page)[-1]}: lists {page}, which is already "
                                "there; list each page once") from error
            raise BookError(explain_toc(self.root, str(error))) from error

        def name(entry: str) -> str:
            return entry.removesuffix(".md").removesuffix(".ipynb")

        def walk(entry: str) -> Iterator[str]:
            yield name(entry)
            for tree in toc[entry].subtrees:
                yield from list_entries(tree.items, entry)

        def list_entries(items: list, parent: str) -> Iterator[str]:
            listed = {name(parent)}  # a pattern adds what is not listed yet, as in Sphinx
            for item in items:  # pages, patterns, and links to elsewhere
                if isinstance(item, FileItem):
                    listed.add(name(item))
                    yield from walk(item)
                elif isinstance(item, GlobItem):
                    matches = set(patfilter(self.files, item))
                    if not matches:
                        raise BookError(f"{self.find_in_toc(item)[0]}: the pattern {item} matches "
                                        "no page; write it without a suffix, such as lectures/*")
                    found = sorted(matches - listed)
                    listed.update(found)
                    yield from found

        root = toc.root.docname
        return [("", [name(root)]), *(
            (tree.caption or "", list(list_entries(tree.items, root))) for tree in toc.root.subtrees
        )]

    @cached_property
    def pages(self) -> list[str]:
        """The pages of `_toc.yml` in order, without suffixes.

        Raises BookError for a page that has no file. Other files are no pages; see `left_out`.
        """
        pages = [page for _, part in self.parts for page in part]
        missing = [page for page in pages if page not in self.files]
        faults = [f"_toc.yml: a pattern `glob: …` matches {page}, which is listed elsewhere, too; "
                  "write a narrower pattern, so that each page is there once"
                  for page in dict.fromkeys(pages) if pages.count(page) > 1]
        for page in missing:
            close = get_close_matches(page, self.files.keys() - set(pages), n=1)
            other = next(iter(sorted(self.root.glob(f"{page}.*"))), None)
            hint = f"; write {close[0]}" if close else ""
            if other is not None and other.suffix in (".rst", ".py", ".txt"):
                hint = (f"; pages are Markdown or notebooks: convert {page}{other.suffix}, such as "
                        "with rst2myst or jupytext")
            elif other is not None and other.suffix in PAGE_SUFFIXES and other.exists():
                hint = "; it is there, but exclude_patterns of _config.yml leaves it out"
            faults.append(f"{self.find_in_toc(page)[0]}: lists {page}, but there is no {page}.md"
                          + hint)
        faults += [f"{page}.md and {page}.ipynb are both the page {page} of _toc.yml; rename one "
                   "of them, or name it in exclude_patterns of _config.yml" for page in pages
                   if len({path for path in self.sources if path.with_suffix("")
                           == self.root / page}) > 1]
        if faults:
            raise BookError(*faults)
        return pages

    @property
    def left_out(self) -> list[str]:
        """The files in folders of pages that `_toc.yml` does not list, to be said once.

        Nothing is said in a book with the option `only_build_toc_files`, and of files beside
        `_toc.yml`, such as README.md.
        """
        if self.config.get("only_build_toc_files"):
            return []
        listed = set(self.pages)
        return [self.name_file(page) for page, path in self.files.items()
                if page not in listed and path.parent != self.root]

    def find_in_toc(self, page: str) -> list[str]:
        """Return the places in `_toc.yml` that name a page, at least the file."""
        lines = read_text(self.root / "_toc.yml", self.root).split("\n")
        name = re.compile(rf"[\s'\":]{re.escape(page)}(\.md|\.ipynb)?['\"]?\s*(#.*)?$")
        return [f"_toc.yml:{number}" for number, line in enumerate(lines, 1)
                if name.search(line)] or ["_toc.yml"]

    @property
    def excluded(self) -> list[str]:
        """The patterns of files that are no pages, in the form that Sphinx reads."""
        return [*ALWAYS_EXCLUDED, *(self.config.get("exclude_patterns") or [])]

    @cached_property
    def sources(self) -> list[Path]:
        """Each Markdown file and notebook in the folder."""
        from sphinx.util.matching import get_matching_files

        patterns = [f"**{suffix}" for suffix in PAGE_SUFFIXES]
        return sorted(self.root / name for name in
                      get_matching_files(self.root, patterns, self.excluded))

    @cached_property
    def files(self) -> dict[str, Path]:
        """The file of each page in the folder, listed in `_toc.yml` or not.

        What is in a folder that begins with `_`, or begins so itself, is there to be included; it
        is a page only if `_toc.yml` lists it by its name.
        """
        named = {path.relative_to(self.root).with_suffix("").as_posix(): path
                 for path in self.sources}
        return {page: path for page, path in named.items()
                if not re.search(r"(^|/)_", page) or self.find_in_toc(page) != ["_toc.yml"]}

    def name_file(self, page: str) -> str:
        """Return the name of the file of a page, such as `lectures/x.md`."""
        return self.files[page].relative_to(self.root).as_posix()

    @cached_property
    def solutions(self) -> dict[Path, list[str]]:
        """Each file of `solutions/`, with the labels of the exercises that it seems to solve."""
        folder = self.root / "solutions"
        files = [path for suffix in PAGE_SUFFIXES for path in sorted(folder.rglob(f"*{suffix}"))
                 if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
        return {path: SOLVED.findall(read_text(path, self.root)) for path in files}

    @cached_property
    def exercises(self) -> dict[str, list[str]]:
        """The pages, listed or not, that seem to have an exercise of each label."""
        found: dict[str, list[str]] = {}
        for page, path in self.files.items():
            text = read_text(path, self.root)
            if "{exercise" in text:
                for label in dict.fromkeys(LABEL.findall(text)):
                    found.setdefault(label, []).append(page)
        return found

    def find_solved(self, label: str) -> list[str]:
        """Return the pages that seem to have a solution to an exercise themselves."""
        return [page for page, path in self.files.items()
                if label in SOLVED.findall(read_text(path, self.root))]

    def find_solutions_files(self, page: str) -> list[Path]:
        """Return the files of `solutions/` that solve exercises of a page."""
        return [path for path, labels in self.solutions.items()
                if any(page in self.exercises.get(label, []) for label in labels)]

    @property
    def most_bytes(self) -> int:
        """How much all outputs of a page may hold."""
        return int(self.sphinx_config.get("jaxbook_output_mib", 20) * 2**20)

    @cached_property
    def requirements(self) -> str:
        """The text of `requirements.txt`, empty if the book has none."""
        path = self.root / "requirements.txt"
        return read_text(path, self.root) if path.exists() else ""


def open_project(root: Path) -> Project:
    """Return the book in `root`, in the edition that the environment variable EDITION names.

    DRAFT=1 asks for a draft, and MACHINE=name for the runs of one machine. Raises RequestError for
    an unknown edition and for a folder that is no book.
    """
    edition = os.environ.get("EDITION") or "full"
    draft = os.environ.get("DRAFT") or "0"
    if draft not in ("0", "1"):
        raise RequestError(f"DRAFT={draft}: allowed are 0 and 1")
    if edition not in EDITIONS:
        raise RequestError(f"EDITION={edition}: allowed are {' and '.join(EDITIONS)}")
    root = root.resolve()
    for name in ("_config.yml", "_toc.yml"):
        if not (root / name).is_file():
            raise RequestError(f"{root} is not a book: it has no {name}")
    return Project(root, edition, draft == "1", make_slug(os.environ.get("MACHINE") or ""))


def list_files(folder: Path) -> Iterator[Path]:
    """Yield the files in a folder and below, without hidden ones and without what is made."""
    for path in sorted(folder.iterdir()):
        if path.name in SKIPPED or path.name.startswith("."):
            continue
        if path.is_dir():
            yield from list_files(path)
        elif path.is_file():
            yield path


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


def find_conflict(text: str) -> int:
    """Return the line of the first mark of a conflict that git left in a text, 0 if there is none.
    """
    mark = re.search(r"^(<{7}|>{7}) ", text, re.MULTILINE)
    return text[: mark.start()].count("\n") + 1 if mark else 0


class UniqueKeys(yaml.SafeLoader):
    """A loader of YAML that refuses two equal keys; PyYAML itself silently takes the last one."""

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        node = super().compose_mapping_node(anchor)
        lines: dict[str, int] = {}
        for key in [key for key, _ in node.value if isinstance(key, yaml.ScalarNode)]:
            if key.value in lines:
                raise yaml.MarkedYAMLError(problem_mark=key.start_mark, problem=(
                    f"the key {key.value} is already in line {lines[key.value]}"))
            lines[key.value] = key.start_mark.line + 1
        return node


def read_yaml(path: Path, root: Path) -> object:
    """Return the content of a YAML file; raise BookError with the place if it is damaged."""
    text = read_text(path, root)
    if conflict := find_conflict(text):
        raise BookError(f"{path.relative_to(root)}:{conflict}: {CONFLICT}")
    try:
        return yaml.load(text, UniqueKeys)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f":{mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise BookError(f"{path.relative_to(root)}{place}: not valid YAML: {problem}") from error


COMMIT = ".commit"  # written by tools/gpu_kit/build.py


def describe_commit(root: Path) -> str:
    """Return the short commit of the sources, with `-dirty` if they were edited since.

    Copies of the sources without git name it in the file `.commit`.
    """
    if (root / COMMIT).exists():
        return read_text(root / COMMIT, root).strip()
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return run.stdout.strip() or "unknown"


def make_slug(text: str) -> str:
    """Return the text in lower case with everything but letters and digits as single hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


@contextmanager
def lock_build(project: Project, task: str) -> Generator[None]:
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
