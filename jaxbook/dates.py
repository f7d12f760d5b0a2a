"""Find out from git when the text of each page last changed.

The date is that of the newest commit on the branch that changed prose in the file of the page. Code
cells with their captions, front matter, labels, the marks of claims, comments and the places where
lines break are not prose, and moving a file does not change its text. Solutions and included files
have a history of their own, which does not count.

Nothing is known of a page outside of git, of a page whose prose was edited since the last commit,
and of a page whose history a shallow clone cuts off before the change.
"""
import json
import re
import subprocess
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jaxbook.project import Project, read_text

NOT_PROSE = re.compile(
    r"\A---\n.*?^---\n"  # front matter
    r"|^[ ]*(?P<fence>`{3,}|~{3,}|:{3,})\{code-cell\}.*?^[ ]*(?P=fence)[ ]*$"
    r"|^\([^()\s]+\)=[ ]*$|^%.*?$|\{claim\}`[^`]*`", re.MULTILINE | re.DOTALL)
LOG = ("-c", "log.showSignature=false", "log", "--first-parent", "-m", "--raw", "-M", "-z",
       "--no-abbrev", "--relative", "--format=%x01%cs %P", "--", "*.md", "*.ipynb")
NO_FILE = re.compile("0+")  # the name that git gives to what is not there


@dataclass(frozen=True)
class Change:
    """A commit that changed a file: its date, and the names by which git keeps both versions.

    `before` is empty if the commit added the file; `is_first` says whether the history begins here.
    """

    date: str
    before: str
    after: str
    is_first: bool


def read_prose(text: str, suffix: str = ".md") -> str:
    """Return the prose of a page with single spaces between the words.

    Of a notebook that cannot be read, such as one with the marks of a conflict, it is all the text.
    """
    if suffix == ".ipynb":
        with suppress(ValueError, TypeError, LookupError):
            text = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"]
                             if cell["cell_type"] == "markdown")
    return " ".join(NOT_PROSE.sub("", text).split())


def ask_git(root: Path, *arguments: str) -> str:
    """Return what git prints, '' if it fails or is not installed."""
    try:
        run = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)
    except OSError:
        return ""
    return run.stdout.decode(errors="replace") if run.returncode == 0 else ""


def list_changes(log: str, files: dict[str, str]) -> dict[str, list[Change]]:
    """Return the changes of each page, newest first; `files` has the page of each file."""
    changes: dict[str, list[Change]] = {page: [] for page in files.values()}
    current = dict(files)
    for commit in log.split("\x01")[1:]:
        head, _, rest = commit.partition("\0")
        date, _, parents = head.partition(" ")
        fields, earlier = iter(rest.strip("\n").split("\0")), {}
        for field in fields:
            if not field.startswith(":"):
                continue
            *_, before, after, kind = field.split()
            names = [next(fields) for _ in range(2 if kind[0] in "RC" else 1)]
            if (page := current.get(names[-1])) is None:
                continue
            before = "" if NO_FILE.fullmatch(before) else before
            changes[page].append(Change(date, before, after, not parents))
            earlier[names[-1]] = page if before else ""
            if kind[0] == "R":
                earlier |= {names[1]: "", names[0]: page}
        current = {name: page for name, page in (current | earlier).items() if page}
    return changes


def find_date(
    prose: str, changes: list[Change], read: Callable[[str], str], *, is_shallow: bool
) -> str:
    """Return the date of the newest change that led to this prose, '' if it is not known."""
    for change in changes:
        if read(change.after) != prose:
            return ""  # edited since
        if not change.before:
            return "" if is_shallow and change.is_first else change.date
        if read(change.before) != prose:
            return change.date
    return ""


class History:
    """What git tells of the pages of a project, read as far as it is asked for.

    A context: when it is left, the process that reads versions ends.
    """

    def __init__(self, project: Project):
        self.project = project
        self.processes = ExitStack()

    def __enter__(self) -> "History":
        return self

    def __exit__(self, *error: object) -> None:
        self.processes.close()

    @cached_property
    def description(self) -> str:
        """A text that is another one when the history of the pages may be another one."""
        return ask_git(self.project.root, "rev-parse", "HEAD", "--is-shallow-repository")

    @cached_property
    def changes(self) -> dict[str, list[Change]]:
        """The changes of each page, newest first."""
        project = self.project
        return list_changes(ask_git(project.root, *LOG),
                            {project.name_file(page): page for page in project.pages})

    @cached_property
    def versions(self) -> subprocess.Popen:
        """The process that reads what a file was in earlier commits."""
        return self.processes.enter_context(subprocess.Popen(
            ["git", "cat-file", "--batch"], cwd=self.project.root, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL))

    def read(self, blob: str, suffix: str) -> str:
        """Return the prose of an earlier version of a page."""
        git = self.versions
        assert git.stdin and git.stdout
        git.stdin.write(f"{blob}\n".encode())
        git.stdin.flush()
        size = int(git.stdout.readline().split()[-1])
        text = git.stdout.read(size + 1)[:-1].decode(errors="replace")
        return read_prose(text.replace("\r\n", "\n"), suffix)

    def find_date(self, page: str) -> str:
        """Return the date of a page, such as 2026-11-27, '' if it is not known."""
        path = self.project.files[page]
        prose = read_prose(read_text(path, self.project.root), path.suffix)
        return find_date(prose, self.changes[page], lambda blob: self.read(blob, path.suffix),
                         is_shallow=self.description.split()[-1:] != ["false"])
