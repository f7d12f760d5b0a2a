"""The PDF has every page of the built site, numbered and linked, and the solutions at its end."""
import re
import time

import pytest
from pypdf import PdfReader

from conftest import HEAD, Book
from jaxbook.pdf.chromium import open_chromium
from jaxbook.pdf.print import open_page
from sources import ROOT

INTRO = """\
# Small

Words.

<svg width="300" height="30"><defs><text id="m1" y="20">drawn by reference</text></defs>
<use href="#m1"/></svg>
"""
LECTURE = HEAD.format(title="Alpha") + """\
(sec-a)=
## Gamma

Words and a formula: $\\sqrt{\\theta}$. Practise with {ref}`ex-one`, or take the
{download}`source <a.md>`.

````{tab-set}
```{tab-item} Former
In the tab that is open.
```
```{tab-item} Latter
In the tab that is closed.
```
````

```{code-cell} ipython3
---
tags: [hide-input]
---
folded = "the folded cell"
```

```{code-cell} ipython3
---
mystnb:
  figure: {name: fig-a, caption: "A figure."}
---
import matplotlib.pyplot as plt
plt.figure()
plt.plot([1, 2])
plt.show()
```
"""
EXERCISES = HEAD.format(title="Beta") + """\
```{exercise} One
:label: ex-one

Exercise words. See {ref}`sec-a` and {numref}`fig-a`.
```

```{code-cell} ipython3
---
tags: [hide-input]
---
folded = "the folded cell"
```
"""
SOLUTIONS = """\
```{solution-start} ex-one
:label: sol-one
```
The marker of the solution.

```{code-cell} ipython3
print("a" * 200)
```
```{solution-end}
```
"""


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> Book:
    book = Book(tmp_path_factory.mktemp("printed") / "book")
    book.write("lectures/intro.md", INTRO)
    book.write("solutions/b.md", SOLUTIONS)
    book.write("lectures/a.md", LECTURE)
    book.write("exercises/b.md", EXERCISES)
    for edition in ("full", "student"):
        for run in (book.build(EDITION=edition), book.run("pdf", EDITION=edition)):
            assert run.returncode == 0, run.stderr
    return book


def read_pdf(book: Book, edition: str) -> PdfReader:
    return PdfReader(book.folder / "_build" / edition / "jax-measured.pdf")


@pytest.fixture(params=["full", "student"])
def pdf(printed, request) -> PdfReader:
    return read_pdf(printed, request.param)


@pytest.fixture
def full(printed) -> PdfReader:
    return read_pdf(printed, "full")


def read_texts(pdf: PdfReader) -> list[str]:
    return [page.extract_text() for page in pdf.pages]


def find_page(texts: list[str], words: str) -> int:
    (page,) = (number for number, text in enumerate(texts, 1) if words in text)
    return page


def find_target(pdf: PdfReader, name: str) -> int:
    return pdf.get_destination_page_number(pdf.named_destinations[name]) + 1


def list_links(pdf: PdfReader) -> list[tuple[int, str]]:
    """Return the page and the target of each internal link."""
    return [
        (number, str(note.get_object()["/Dest"]))
        for number, page in enumerate(pdf.pages, 1)
        for note in page.get("/Annots", [])
        if "/Dest" in note.get_object()
    ]


def test_contents_say_the_page_of_each_chapter(full):
    texts = read_texts(full)
    listed = re.findall(r"(Small|Alpha|Beta)\W+(\d+)", texts[1])
    starts = [("Small", "Words."), ("Beta", "Exercise words"), ("Alpha", "Words and a formula"),
              ("Beta", "marker of the solution")]
    assert listed == [(title, str(find_page(texts, words))) for title, words in starts]


def test_each_tab_is_printed_under_its_name(pdf):
    text = " ".join("\n".join(read_texts(pdf)).split())
    assert "Former In the tab that is open. Latter In the tab that is closed." in text


def test_each_page_but_the_first_says_its_number_and_chapter(pdf):
    first, *others = read_texts(pdf)
    assert not re.search(r"^\d+$", first, re.M)
    for number, text in enumerate(others, 2):
        assert re.search(rf"^{number}$", text, re.M), text
    assert all(re.match(r"(Solutions\s)?(Small|Alpha|Beta)", text) for text in others[1:])


def test_links_lead_to_pages_of_the_book(full):
    texts = read_texts(full)
    lecture, exercise = (find_page(texts, words) for words in ("formula", "Exercise words"))
    pairs = {(number, find_target(full, target)) for number, target in list_links(full)}
    assert {(lecture, exercise), (exercise, lecture)} <= pairs
    assert not [a for p in full.pages for n in p.get("/Annots", [])
                if (a := n.get_object().get("/A")) and "file:" in str(a)]


def test_solution_comes_last_and_its_exercise_refers_to_it(full):
    texts = read_texts(full)
    solution = find_page(texts, "marker of the solution")
    assert solution == len(texts)
    assert f"Solution on page {solution}" in texts[find_page(texts, "Exercise words") - 1]


def test_student_edition_has_no_solution(printed):
    texts = read_texts(read_pdf(printed, "student"))
    assert len(texts) == 5  # title, contents, and one for each page
    assert not [text for text in texts if re.search("solution", text, re.I)]


def test_folded_code_is_printed_once(full):
    texts = read_texts(full)
    page = find_page(texts, 'folded = "the folded cell"')
    assert find_page(texts, f"Same code as on page {page}") > page
    assert not [text for text in texts if "Show code" in text]


def test_long_line_is_not_cut(full):
    assert full.pages[-1].extract_text().count("a" * 20) >= 1
    assert re.sub(r"\s", "", full.pages[-1].extract_text()).count("a" * 200) == 1


def test_figure_and_formula_are_there_and_fonts_are_embedded(full):
    lecture = full.pages[find_page(read_texts(full), "formula") - 1]
    (figure,) = lecture.images
    assert figure.image.width > 300  # the sign for a missing image is smaller
    assert "𝜃" in lecture.extract_text()
    fonts = [
        font.get_object() for page in full.pages
        for font in page["/Resources"].get("/Font", {}).values()
    ]
    assert fonts
    for font in fonts:
        if font["/Subtype"] == "/Type3":  # its glyphs are in the file, as drawings
            continue
        (inner,) = font.get("/DescendantFonts", [font])
        described = inner.get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3", "/FontFile"} & set(described), font["/BaseFont"]


def test_print_waits_for_a_font_that_loads_slowly(tmp_path):
    font = (ROOT / "_static/fonts/measured-serif.woff2").as_uri()
    (tmp_path / "book.css").write_text(
        f"@font-face {{ font-family: Slow; font-display: optional; src: url({font}) }}"
        "p { display: inline-block; font-family: Slow, monospace }")
    source = tmp_path / "book.html"
    source.write_text('<link rel="stylesheet" href="book.css">'
                      '<p>iiiiiiiiiiii</p><p style="font-family: monospace">iiiiiiiiiiii</p>')

    def delay(route):
        time.sleep(4)  # Chromium itself waits for three seconds
        route.continue_()

    with open_chromium() as browser:
        context = browser.new_context()
        context.route("**/*.woff2", delay)
        page = open_page(context, source)
        ours, other = page.evaluate("[...document.querySelectorAll('p')].map(p => p.offsetWidth)")
    assert ours < 0.8 * other


def test_drawing_keeps_its_inner_references(full):
    texts = read_texts(full)
    assert find_page(texts, "drawn by reference") == find_page(texts, "Words.")


def test_reader_programs_see_title_language_tags_and_outline(full):
    root = full.trailer["/Root"]
    assert full.metadata.title == "JAX, Measured"
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en", True)
    flat = str(full.outline)
    assert all(f"'/Title': '{title}'" in flat for title in ("Alpha", "Beta", "Solutions"))


def test_site_links_to_its_pdf_until_it_changes(printed, tmp_path):
    book = printed.copy(tmp_path / "copy", built=True)
    site = book.folder / "_build/full/html"
    assert book.run("pdf").returncode == 0  # again: still one link, which is not printed
    assert "one PDF" not in "".join(read_texts(read_pdf(book, "full")))
    assert book.read("lectures/intro").count('href="../jax-measured.pdf"') == 1
    assert (site / "jax-measured.pdf").exists()
    book.write("lectures/intro.md", INTRO.replace("Words", "Other words"))
    run = book.run("render")
    assert run.returncode == 0, run.stderr
    assert "jax-measured.pdf" not in book.read("lectures/intro")
    assert not (site / "jax-measured.pdf").exists()


def test_no_site_is_said(book):
    run = book.run("pdf")
    assert run.returncode == 2
    assert run.stderr == "error: there is no site in _build/full/html: run make book\n"
