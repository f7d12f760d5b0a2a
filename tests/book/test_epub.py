"""The EPUB has every page of the built site as XHTML, linked, and the solutions at its end.

EPUBCheck 5.3 found no fault in the EPUB of this book; it needs Java, so that no test calls it.
"""
import io
import posixpath
import zipfile
from xml.etree import ElementTree

import pytest

from conftest import HEAD, Book
from runs import fill_store

XHTML, OPF, MATH, SVG = ("{http://www.w3.org/1999/xhtml}", "{http://www.idpf.org/2007/opf}",
                         "{http://www.w3.org/1998/Math/MathML}", "{http://www.w3.org/2000/svg}")
PIXEL = ("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
         "rkJggg==")
LECTURE = HEAD.format(title="Alpha & Omega") + f"""\
(sec-a)=
## Gamma

A formula, $\\sqrt{{\\theta}} < 1$, and a practice: {{ref}}`ex-one`. See {{doc}}`intro`.

![A drawing](drawn.svg)

![A dot](data:image/png;base64,{PIXEL})

```{{code-cell}} ipython3
---
tags: [hide-input]
mystnb:
  figure: {{name: fig-a, caption: "A figure."}}
  image: {{alt: "A square."}}
---
draw("a figure")
```
"""
EXERCISES = HEAD.format(title="Beta") + """\
```{exercise} One
:label: ex-one

Exercise words. See {ref}`sec-a` and {numref}`fig-a`.
```

```{solution-start} ex-one
:label: sol-one
```
The marker of the solution.

```{code-cell} ipython3
print("1 < 2")
```
```{solution-end}
```
"""
DRAWN = ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><linearGradient id="g"/>'
         '<path stroke="currentColor"/></svg>')


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Book:
    book = Book(tmp_path_factory.mktemp("written") / "book")
    book.write("lectures/a.md", LECTURE)
    book.write("exercises/b.md", EXERCISES)
    (book.folder / "lectures/drawn.svg").write_text(DRAWN)
    for edition in ("full", "student"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("EDITION", edition)
            fill_store(book.folder)
        for command in ("render", "epub", "epub"):
            run = book.run(command, EDITION=edition)
            assert run.returncode == 0, run.stderr
    return book


def open_epub(book: Book, edition: str = "full") -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(book.read_site(edition)["jax-measured.epub"]))


def read_pages(epub: zipfile.ZipFile) -> dict[str, ElementTree.Element]:
    return {name: ElementTree.fromstring(epub.read(name)) for name in epub.namelist()
            if name.endswith(".xhtml")}


@pytest.mark.parametrize("edition", ["full", "student"])
def test_package_lists_every_file_and_reads_the_chapters_in_order(written, edition):
    with open_epub(written, edition) as epub:
        first = epub.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert epub.read("mimetype") == b"application/epub+zip"
        package = ElementTree.fromstring(epub.read("book.opf"))
        items = {item.get("id"): item for item in package.iter(f"{OPF}item")}
        others = {"mimetype", "META-INF/container.xml", "book.opf"}
        assert {item.get("href") for item in items.values()} == set(epub.namelist()) - others
        types = {item.get("href").rpartition(".")[2]: item.get("media-type")
                 for item in items.values()}
        assert types == {"xhtml": "application/xhtml+xml", "css": "text/css", "webp": "image/webp"}
        spine = [items[entry.get("idref")].get("href") for entry in package.iter(f"{OPF}itemref")]
        pages = read_pages(epub)
        assert sorted(spine) == sorted(pages)
        titles = [pages[name].find(f".//{XHTML}title").text for name in spine]
    solutions = ["Beta"] if edition == "full" else []
    assert titles == ["JAX, Measured", "Contents", "Small", "Beta", "Alpha & Omega", *solutions]


def test_links_lead_to_elements_and_images_to_files(written):
    with open_epub(written) as epub:
        pages = read_pages(epub)
        ids = {name: {tag.get("id") for tag in page.iter()} for name, page in pages.items()}
        links = [(name, link.get("href")) for name, page in pages.items()
                 for link in page.iter(f"{XHTML}a")]
        assert len(links) > 8
        for name, link in links:
            file, _, target = link.partition("#")
            assert file in pages and (not target or target in ids[file]), (name, link)
        images = [image.get("src") for page in pages.values() for image in page.iter(f"{XHTML}img")]
        assert sorted(image.partition(":")[0] for image in images if image.startswith("data")) == [
            "data"]
        kept = [image for image in images if not image.startswith("data")]
        assert kept and all(posixpath.normpath(image) in epub.namelist() for image in kept)


def test_formulas_and_drawings_are_of_their_languages(written):
    with open_epub(written) as epub:
        pages, package = read_pages(epub), epub.read("book.opf").decode()
    (alpha,) = (page for page in pages.values() if list(page.iter(f"{MATH}msqrt")))
    (drawing,) = alpha.iter(f"{SVG}svg")
    assert drawing.get("viewBox") and next(drawing.iter(f"{SVG}linearGradient")) is not None
    assert package.count('properties="mathml svg"') == 1


def test_solutions_stand_at_the_end_and_what_is_folded_stays_folded(written):
    with open_epub(written) as epub:
        pages = read_pages(epub)
    texts = {name: "".join(page.itertext()) for name, page in pages.items()}
    folds = [fold for page in pages.values() for fold in page.iter(f"{XHTML}details")]
    (place,) = (name for name, text in texts.items() if "marker of the solution" in text)
    assert place == max(name for name in texts if name.startswith("chapter-"))
    assert sum("Solution at the end" in text for text in texts.values()) == 1
    (fold,) = folds
    assert fold.get("open") is None and fold[0].tag == f"{XHTML}summary"


def test_student_edition_has_no_trace_of_a_solution(written):
    with open_epub(written, "student") as epub:
        text = "".join(epub.read(name).decode(errors="replace") for name in epub.namelist())
    assert "Exercise words" in text
    assert not [word for word in ("marker of the solution", "olution", "sol-one") if word in text]


def test_site_links_once_to_its_epub(written):
    assert written.read("lectures/intro").count('<a href="../jax-measured.epub">') == 1


def test_no_site_is_said(book):
    run = book.run("epub")
    assert run.returncode == 2
    assert run.stderr == "error: there is no site in _build/full/html: run make book\n"
