"""Find the data files of a page: the files of the book that its code names.

A page may read what its code names by a relative path, seen from its own folder: a file, a folder,
or all files with a suffix, as in `f"{name}.csv"`. Pages, solutions, hidden files and what is built
are no data.
"""
import os
import re
import shutil
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from jaxbook.project import PAGE_SUFFIXES, BookError, Project, list_files

MOST_BYTES = 100 * 2**20  # of the data of one page, since they travel with its notebook
WORD = re.compile(r"[^\s'\"`,;:()\[\]{}<>=*+|&!?#@%^$\\]+")


def list_words(code: str) -> list[str]:
    """Return the words of a code that may be paths, each once."""
    return sorted({word for word in WORD.findall(code) if word.strip("/-~")})


def is_named(path: str, words: set[str]) -> bool:
    """Return whether the words of a code name a file, given relative to the folder of the page."""
    *folders, name = path.split("/")
    inside = [folder for folder in folders if folder != ".."]
    if not set(WORD.findall(name)) - words:
        return True
    stem, dot, suffix = name.rpartition(".")
    if dot and (f".{suffix}" in words or (suffix == "py" and stem in words)):
        return True
    return bool(set(inside) & words)


def holds_solution(project: Project, path: Path) -> bool:
    """Return whether a file may show a solution: the student edition has it nowhere."""
    return path.is_relative_to(project.root / "solutions") or (
        path.suffix in PAGE_SUFFIXES and b"{solution" in path.read_bytes())


def list_candidates(project: Project, folder: Path) -> list[Path]:
    """Return the files in a folder that are no pages and lie inside the book."""
    pages = set(project.files.values())
    return [path for path in list_files(folder)
            if path not in pages and path.resolve().is_relative_to(project.root)]


def find_data(project: Project, words: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the data files of each page by the words of its code, as paths from the book's folder.

    Raises BookError if one page has too much data.
    """
    look_into = cache(partial(list_candidates, project))  # pages share their folders
    return {page: find_data_of_page(project, page, own, look_into) for page, own in words.items()}


def find_data_of_page(
    project: Project, page: str, words: list[str], look_into: Callable[[Path], list[Path]]
) -> list[str]:
    """Return the data files of one page; `look_into` lists the candidates in a folder."""
    root, folder = project.root, (project.root / page).parent
    parts = {part for word in words for part in word.split("/")} | {
        word.split(".")[0] for word in words}  # helpers.load
    outside = ".." in parts
    found, total = [], 0
    for path in look_into(root if outside else folder):
        beside = os.path.relpath(path, folder).replace(os.sep, "/")
        if is_named(beside, parts) and not holds_solution(project, path):
            found.append(path.relative_to(root).as_posix())
            total += path.stat().st_size
    if total > MOST_BYTES:
        raise BookError(f"{project.files[page].relative_to(root)}: the files that its code names "
                        f"hold {total / 2**20:.0f} MiB, and {MOST_BYTES // 2**20} MiB may go with "
                        "a page; have the code download the large ones")
    return found


def copy_data(root: Path, page: str, names: list[str], folder: Path) -> Path:
    """Copy the data files of a page into a folder; return where in it the page is to run."""
    place = folder / Path(page).parent
    place.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, folder / name)
    return place
