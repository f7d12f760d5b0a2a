"""What readers take along is whole: the Markdown of each page, the lists, and the zip."""
import json
import re
import zipfile
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from built import PAGES, read_html

CODE = re.compile(r"(?ms)^(`{3,}).*?^\1$|(`+).+?\2")
LINK = re.compile(r"\]\(<?([^)>\s]+)>?\)|\b(?:src|href)=\"([^\"]+)\"")
MYST = re.compile(r"\{[a-z][\w:.-]*\}`|^\([\w-]+\)=$|^:[\w-]+:|^:::|^jupytext:", re.MULTILINE)


@cache
def read(site: Path, name: str) -> str:
    return (site / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_copy_of_a_page_is_markdown_whose_links_lead_to_files(site, page):
    text = read(site, f"{page}.md")
    title = read_html(page).h1.get_text().removesuffix("¶")
    assert re.sub(r"[\\*`]", "", text.partition("\n")[0]) == f"# {title}"
    words = CODE.sub("", text)
    assert not MYST.findall(words)
    assert not re.findall("<(?:svg|script|input|button)", words)
    for address in {first or second for first, second in LINK.findall(words)}:
        parts = urlsplit(address)
        if not parts.scheme and parts.path:
            assert ((site / page).parent / unquote(parts.path)).is_file(), address


def test_lists_have_every_page(site):
    listed = re.findall(r"^- \[.+\]\(([^)]+)\.md\): \S.+\?$", read(site, "llms.txt"), re.MULTILINE)
    assert [page for page in PAGES if not any(name.endswith(page) for name in listed)] == []
    assert len(listed) == len(PAGES)
    full = read(site, "llms-full.txt")
    assert [page for page in PAGES if read(site, f"{page}.md").strip() not in full] == []


def test_zip_has_every_notebook_and_each_image_that_they_show(site):
    with zipfile.ZipFile(site / "notebooks.zip") as bundle:
        names = set(bundle.namelist())
        pages = [page for page in PAGES if (site / f"notebooks/{page}.ipynb").exists()]
        assert {"README.md", "LICENSE", *(f"notebooks/{page}.ipynb" for page in pages)} <= names
        assert len(pages) > len(PAGES) / 2
        for page in pages:
            notebook = json.loads(bundle.read(f"notebooks/{page}.ipynb"))
            text = "".join("".join(cell["source"]) for cell in notebook["cells"])
            assert set(re.findall(r"\]\(\.\./\.\./(_images/[^)]+)\)", text)) <= names


def test_landing_page_links_to_all_of_it(site):
    links = {link["href"] for link in read_html(PAGES[0]).select(".downloads a")}
    assert links >= {"../notebooks.zip", "../llms.txt", "../llms-full.txt"}
