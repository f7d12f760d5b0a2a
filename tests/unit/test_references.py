"""Pages cite works of references.bib, which has no others; CITATION.cff is about this book."""
import re

import pytest
import yaml
from pybtex.database import parse_file

from jaxbook.merge import list_blocks
from jaxbook.project import open_project
from jaxbook.site.citation import write_bibtex
from sources import ROOT

CITED = re.compile(r"\{cite(?::\w+)?\}`([^`]+)`")
# A name before a year, as in "Nelson and Siegel (1987)" and "(McCall 1970)".
TYPED = re.compile(r"\b[A-Z][\w-]*[a-z](?:,? \(?|\n\(?)(?:1[6-9]|20)\d\d\b")
WORK = re.compile(r"https?://(?:dx\.)?(?:doi\.org|arxiv\.org/(?:abs|pdf))/([^\s)>\]]+)",
                  re.IGNORECASE)
NO_AUTHORS = {"January", "February", "March", "April", "May", "June", "July", "August", "September",
              "October", "November", "December", "After", "Before", "By", "From", "In", "Since",
              "Until"}
PROJECT = open_project(ROOT)
FILES = [*(PROJECT.files[page] for page in PROJECT.pages), *sorted(ROOT.glob("solutions/*.md"))]
ENTRIES = parse_file(ROOT / "references.bib").entries
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def read_prose(text: str) -> str:
    """Return a page without its code and without its front matter; line numbers stay."""
    lines = text.split("\n")
    for block in list_blocks(text, frozenset()):
        if block.name in ("code-cell", "code-block"):
            lines[block.start:block.end] = [""] * (block.end - block.start)
    return "\n".join(lines)


def find_faults(text: str) -> list[str]:
    """Return what a page cites otherwise than by {cite}."""
    prose = read_prose(text)
    known = " ".join(f"{entry.fields.get('doi', '')} {entry.fields.get('url', '')}"
                     for entry in ENTRIES.values()).lower()
    faults = [f"cite {found!r} with {{cite}}, and put the work into references.bib"
              for found in TYPED.findall(prose) if found.split()[0].strip(",") not in NO_AUTHORS]
    return faults + [f"put the work behind the link {work} into references.bib"
                     for work in WORK.findall(text) if work.lower() not in known]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_page_cites_works_of_the_bibliography(path):
    assert find_faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("text", [
    "As Nelson and Siegel\n(1987) say.", "It solves (McCall 1970).", "So (Andersen, 1954) says.",
    "See [this](https://doi.org/10.1000/1).", "See <https://arxiv.org/abs/2001.00001>.",
])
def test_work_that_is_not_in_the_bibliography_is_found(text):
    assert len(find_faults(text)) == 1


@pytest.mark.parametrize("text", [
    "The prices of March 2026.", "In 1974 they fell.", "Seconds since 1970.",
    "{cite:t}`mccall1970` solves it.",
    "```{code-cell}\n# Kahan 1965\n```", "See <https://doi.org/10.1086/260062>.",
])
def test_other_years_and_known_works_are_no_faults(text):
    assert find_faults(text) == []


def test_each_work_of_the_bibliography_is_cited():
    cited = {key.strip() for path in FILES
             for keys in CITED.findall(path.read_text(encoding="utf-8")) for key in keys.split(",")}
    assert cited == set(ENTRIES), "remove from references.bib what no page cites"


def test_citation_is_about_this_book():
    for part in (CITATION, CITATION["preferred-citation"]):
        assert part["title"] == PROJECT.config["title"]
        assert [author["name"] for author in part["authors"]] == [PROJECT.config["author"]]
    assert str(CITATION["preferred-citation"]["year"]) == PROJECT.config["copyright"]
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "MIT License" in licence and "licenses/by/4.0" in licence
    assert CITATION["license"] == ["MIT", "CC-BY-4.0"]


def test_bibtex_has_the_address_of_the_site_unless_another_is_given():
    site = "https://us.github.io/book/"
    assert f'url = "{site}"' in write_bibtex(CITATION, site)
    assert "url" not in write_bibtex(CITATION, "")
    other = CITATION | {"preferred-citation": CITATION["preferred-citation"] | {"url": "https://a.b"}}
    assert 'url = "https://a.b"' in write_bibtex(other, site)
