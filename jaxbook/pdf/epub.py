"""Write the built site as an EPUB, `_build/<edition>/<title>.epub`, and link the site to it.

The chapters are those of the PDF, each in a file of its own, with the solutions at the end. Nothing
is executed or rendered.
"""
import datetime
import mimetypes
import uuid
import zipfile
from collections.abc import Iterable
from html import escape
from pathlib import Path

from jaxbook.bundle import FIRST_DATE
from jaxbook.pdf.chapters import Chapter, FoldedBinding, read_chapters, take_images
from jaxbook.pdf.offer import offer
from jaxbook.project import Project
from jaxbook.words import EPUB

SHEET = Path(__file__).with_name("epub.css")
CONTAINER = """\
<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
PAGE = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" \
lang="{language}" xml:lang="{language}">
<head><title>{title}</title><link rel="stylesheet" href="epub.css"/></head>
<body>{body}</body>
</html>
"""
PACKAGE = """\
<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" \
xml:lang="{language}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:{identifier}</dc:identifier>
<dc:title>{title}</dc:title>
<dc:language>{language}</dc:language>
{creator}<meta property="dcterms:modified">{date}T00:00:00Z</meta>
</metadata>
<manifest>
{manifest}
</manifest>
<spine>
{spine}
</spine>
</package>
"""


def list_contents(chapters: list[Chapter]) -> str:
    """Return the nested list of parts and chapters."""
    lines, inside = [], False
    for chapter in chapters:
        link = f'<a href="{chapter.name}">{escape(chapter.title)}</a>'
        if chapter.part:
            lines.append("</ol></li>" * inside + f"<li><span>{escape(chapter.part)}</span><ol>")
            inside = True
        lines.append(f"<li>{link}</li>")
    return "\n".join([*lines, "</ol></li>" * inside])


def make_pages(book: FoldedBinding, chapters: list[Chapter], words: dict[str, str]
               ) -> dict[str, tuple[str, str, str]]:
    """Return the title, the content and the properties of each file of XHTML, in reading order."""
    said = [words["title"], escape(book.words["by {author}"]).format(author=words["author"]),
            escape(book.words[words["edition"]].format(date=words["date"]))]
    front = "<h1>{}</h1><p>{}</p><p>{}</p>".format(*said)
    contents = escape(book.words["Contents"])
    toc = f'<h1>{contents}</h1>\n<ol>\n{list_contents(chapters)}\n</ol>'
    return {
        "front.xhtml": (words["title"], f'<section class="title">{front}</section>', ""),
        "contents.xhtml": (contents, f'<nav epub:type="toc">{toc}</nav>', ' properties="nav"'),
        **{chapter.name: (escape(chapter.title), chapter.body.decode_contents(), chapter.properties)
           for chapter in chapters}}


def make_package(pages: dict[str, tuple[str, str, str]], images: Iterable[str],
                 words: dict[str, str]) -> str:
    """Return the list of all files and the order of the pages."""
    names = {name: name.partition(".")[0] for name in pages}
    items = [f'<item id="{names[name]}" href="{name}" '
             f'media-type="application/xhtml+xml"{more}/>' for name, (*_, more) in pages.items()]
    items += ['<item id="sheet" href="epub.css" media-type="text/css"/>']
    items += [f'<item id="image-{number}" href="{escape(name)}" '
              f'media-type="{mimetypes.guess_type(name)[0]}"/>'
              for number, name in enumerate(images)]
    author = f"<dc:creator>{words['author']}</dc:creator>\n" if words["author"] else ""
    identifier = uuid.uuid5(uuid.NAMESPACE_URL, "|".join(
        words[name] for name in ("title", "author", "edition")))
    return PACKAGE.format(
        manifest="\n".join(items), identifier=identifier, creator=author,
        spine="\n".join(f'<itemref idref="{name}"/>' for name in names.values()),
        **{name: words[name] for name in ("title", "language", "date")})


def write_epub(project: Project, target: Path) -> None:
    """Write the pages of a built site as an EPUB."""
    book = FoldedBinding(project)
    book.add_parts(project.parts)
    chapters = read_chapters(book)
    images = take_images(chapters)
    words = {name: escape(str(project.config.get(name) or "")) for name in ("title", "author")}
    words |= {"date": str(datetime.date.today()),
              "edition": f"{project.edition.capitalize()} edition, printed {{date}}",
              "language": str(project.sphinx_config.get("language") or "en")}
    pages = make_pages(book, chapters, words)
    files = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER,
             "book.opf": make_package(pages, images, words),
             "epub.css": SHEET.read_text(encoding="utf-8"),
             **{name: PAGE.format(title=title, body=body, language=words["language"])
                for name, (title, body, _) in pages.items()}}
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in [*files.items(), *((n, p.read_bytes()) for n, p in images.items())]:
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, FIRST_DATE), content, kind)


def write_project(project: Project) -> str:
    """Write the EPUB of the edition and link its site to it; return a line that says where it is.

    Raises RequestError if there is no site.
    """
    project.find_site()
    target = project.output / f"{project.slug}.epub"
    half = target.with_suffix(".half")
    write_epub(project, half)
    half.replace(target)
    size = f"{target.stat().st_size / 2**20:.1f} MiB"
    offer(project, target, EPUB, size)
    return f"{size}: {target}"
