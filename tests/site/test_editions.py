"""The student edition of this book has no trace of a solution; the full edition shows them."""
import json
import os
import re
import subprocess
import zlib
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from sources import FENCE, ROOT, read_pages

SOLUTIONS = sorted((ROOT / "solutions").glob("*.md"))
STUDENTS_READ = [page.text for page in read_pages("lectures", "exercises")]


def squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def read_output(folder: Path) -> dict[str, str]:
    """Return the text of every built file: HTML without its tags, the inventory unpacked."""
    texts = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        data = path.read_bytes()
        text = data.decode("utf-8", errors="replace")
        if path.suffix == ".html":
            text = BeautifulSoup(text, "html5lib").get_text() + text
        elif path.name == "objects.inv":
            text = zlib.decompress(data.split(b"zlib.\n", 1)[1]).decode()
        texts[path.relative_to(folder).as_posix()] = squeeze(text)
    return texts


def find_markers(path: Path) -> list[str]:
    """Return what only the solutions of a page say: their labels, sentences and lines of code."""
    text = path.read_text(encoding="utf-8")
    known = squeeze("\n".join(STUDENTS_READ))
    labels = re.findall(r"\bsol-[\w-]+", text)
    code = [line.strip() for m in FENCE.finditer(text) for line in m["body"].split("\n")]
    prose = re.split(r"(?<=[.:?])\s|\n\n", FENCE.sub("\n\n", text))
    # marked-up words look different once rendered, so take the longest plain stretch
    prose = [max(re.split(r"[`$*{}\[\]()'\"]", squeeze(p)), key=len).strip() for p in prose]
    long = [words for words in code + prose if len(words) > 30 and not words.startswith(":")]
    return labels + [words for words in long if squeeze(words) not in known]


@pytest.fixture(scope="module")
def student() -> dict[str, str]:
    run = subprocess.run(
        ["make", "--no-print-directory", "book"], cwd=ROOT, text=True, capture_output=True,
        env=os.environ | {"EDITION": "student"}, check=False, timeout=900,
    )
    assert run.returncode == 0, run.stderr
    assert "WARNING:" not in run.stderr
    return read_output(ROOT / "_build" / "student" / "html")


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_student_edition_has_no_trace_of_a_solution(student, path):
    markers = find_markers(path)
    assert len(markers) >= 5
    for name, text in student.items():
        for words in markers:
            assert words not in text, name
            assert json.dumps(words)[1:-1] not in text, name


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_full_edition_has_the_very_words(site, path):
    page = BeautifulSoup((site / "exercises" / f"{path.stem}.html").read_text(), "html5lib")
    text = squeeze(page.get_text())
    found = [words for words in find_markers(path) if squeeze(words) in text]
    assert len(found) >= 5


def test_student_edition_links_to_no_solution_and_keeps_no_image_of_one(student):
    pages = " ".join(text for name, text in student.items() if name.endswith(".html"))
    assert "details class=\"solution\"" not in pages
    for name in student:
        if name.startswith("_images/"):
            assert name.removeprefix("_images/") in pages, name
    assert not [name for name in student if name.startswith(("solutions", "_sources"))]
