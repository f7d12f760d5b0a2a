"""The bound pages as chapters of XHTML, with MathML and SVG inside, for the EPUB.

What the site folds away is folded here too, where the program of the reader can do that.
"""
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

from jaxbook.pdf.bind import ON_SCREEN_ONLY, Binding, find_first
from jaxbook.project import BookError, Project

NAMESPACES = {"svg": "http://www.w3.org/2000/svg", "math": "http://www.w3.org/1998/Math/MathML"}


class FoldedBinding(Binding):
    """Chapters that fold what the site folds."""

    dropped = f"{ON_SCREEN_ONLY}, button, input"

    def __init__(self, project: Project):
        super().__init__(project)
        self.words = self.words | {"Solution on page": self.words["Solution at the end"]}

    def unfold(self, article: Tag) -> None:
        """Leave each fold closed, with the line that opens it."""


@dataclass
class Chapter:
    """A file of the EPUB: its name, the caption of the part that it begins, title and content."""

    name: str
    part: str
    title: str
    body: Tag

    @property
    def properties(self) -> str:
        """What the package must say of the file."""
        found = [kind for kind, tag in (("mathml", "math"), ("svg", "svg")) if self.body.find(tag)]
        return f' properties="{" ".join(found)}"' if found else ""


def read_chapters(book: Binding) -> list[Chapter]:
    """Return the chapters that were bound; links lead to the files of their targets."""
    chapters = []
    for number, text in enumerate(part for part in book.body if "<section" in part):
        body = find_first(BeautifulSoup(text, "html5lib"), "body", "EPUB")
        part, title = body.find("h1"), find_first(body, "h2", "EPUB")
        chapters.append(Chapter(f"chapter-{number}.xhtml", part.get_text() if part else "",
                                title.get_text(), body))
    files = {str(tag["id"]): chapter.name for chapter in chapters
             for tag in chapter.body.select("[id]")}
    for chapter in chapters:
        for link in chapter.body.select("a[href^='#']"):
            target = str(link["href"])[1:]
            if target not in files:
                raise BookError(f"a link of the EPUB has no target: {target}")
            link["href"] = f"{files[target]}#{target}"
        simplify(chapter.body)
    return chapters


def simplify(body: Tag) -> None:
    """Remove what only a browser needs; name the languages of formulas and drawings."""
    for span in body.select("[data-page-of]"):
        span.decompose()
    for tab in body.select(".machines > label"):
        tab.name = "p"
    for line in body.select("summary p"):
        line.name = "span"
    for tag in body.find_all(True):
        for name in [name for name in tag.attrs if name.startswith("data-")
                     or name in ("loading", "decoding", "tabindex", "style")]:
            del tag[name]
        if tag.name in NAMESPACES:
            tag["xmlns"] = NAMESPACES[tag.name]


def take_images(chapters: list[Chapter]) -> dict[str, Path]:
    """Point each image at its file in the EPUB; return the files by name."""
    files: dict[str, Path] = {}
    for image in [image for chapter in chapters for image in chapter.body.select("img")]:
        place = urlsplit(str(image["src"]))
        if place.scheme == "file":
            path = Path(unquote(place.path))
            files[f"images/{path.name}"] = path
            image["src"] = f"images/{path.name}"
        elif place.scheme != "data":  # an EPUB may hold no image of another place
            image.name, image["href"] = "a", image["src"]
            image.string = str(image.get("alt") or image["src"])
            image.attrs = {"href": image["href"]}
    return files
