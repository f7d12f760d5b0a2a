"""The directive `citation`: how to cite the book, from its file `CITATION.cff`, as BibTeX.

It prefers what the file calls the preferred citation, and adds the address of the site if that is
known and the file gives none. The format is https://citation-file-format.github.io, version 1.2.0.
"""
from typing import Any

from docutils import nodes
from pybtex.database import BibliographyData, Entry, Person
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from jaxbook.project import BookError, make_slug, read_yaml
from jaxbook.site.sources import get_pages

FILE = "CITATION.cff"
KINDS = {"article": "article", "book": "book", "thesis": "phdthesis", "report": "techreport",
         "conference-paper": "inproceedings"}  # all others are @misc
FIELDS = ("title", "year", "version", "doi", "url")


def name_person(author: dict[str, str]) -> Person:
    """Return a person, or a group as one name that BibTeX does not take apart."""
    if "name" in author:
        return Person(last=f"{{{author['name']}}}")
    return Person(first=author.get("given-names", ""), prelast=author.get("name-particle", ""),
                  last=author.get("family-names", ""), lineage=author.get("name-suffix", ""))


def write_bibtex(citation: dict[str, Any], address: str) -> str:
    """Return the BibTeX entry of what a file in the Citation File Format says."""
    chosen = citation.get("preferred-citation") or citation
    if missing := [name for name in ("title", "authors") if not chosen.get(name)]:
        raise BookError(f"{FILE}: {' and '.join(missing)} missing; see "
                        "https://citation-file-format.github.io")
    known = {"url": address, "year": str(chosen.get("date-released", ""))[:4]} | chosen
    # Braces keep the capitals of a title in every style.
    known["title"] = f"{{{chosen['title']}}}"
    fields = {name: str(known[name]) for name in FIELDS if known.get(name)}
    entry = Entry(KINDS.get(chosen.get("type", ""), "misc"), fields=fields,
                  persons={"author": [name_person(author) for author in chosen["authors"]]})
    return BibliographyData({make_slug(chosen["title"]): entry}).to_string("bibtex").strip()


class Citation(SphinxDirective):
    """The entry as a block of BibTeX, which has a button that copies it."""

    def run(self) -> list[nodes.Node]:
        root = get_pages(self.env.app).project.root
        self.env.note_dependency(str(root / FILE))
        if not (root / FILE).exists():
            return [self.state.document.reporter.warning(
                f"this book has no {FILE}, which says how it is cited; write one, such as with "
                "https://citation-file-format.github.io/cff-initializer-javascript",
                line=self.lineno)]
        citation = read_yaml(root / FILE, root)
        if not isinstance(citation, dict):
            raise BookError(f"{FILE}: expected fields, one per line, such as `title: My book`")
        text = write_bibtex(citation, self.config.html_baseurl)
        return [nodes.literal_block(text, text, language="bibtex")]


def setup(app: Sphinx) -> dict[str, object]:
    app.add_directive("citation", Citation)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
