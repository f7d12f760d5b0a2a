"""Rendering fails on any warning, again and again until it is fixed; formulas become MathML."""
import json
from html import escape

import pytest
from bs4 import BeautifulSoup
from docutils import nodes

import jaxbook.site.formulas
from jaxbook.site.formulas import convert
from runs import fill_store

UNCHANGED = "error: the site was not built; the lines above say why\n"


def test_warnings_are_named_with_their_places_each_time_until_they_are_fixed(book):
    faults = {
        "reference": ("{ref}`nowhere`", 3, "undefined label: 'nowhere'"),
        "role": ("{nosuch}`x`", 3, "Unknown interpreted text role"),
        "formula": ("$\\nosuchmacro{a}$", 3, "nosuchmacro"),
        "image": ("![none](none.png)", 3, "image file not readable: lectures/none.png"),
        "bare": ("![](bare.png)", 3, "image file not readable: lectures/bare.png"),
        "link": ("[![](link.png)](bare.md)", 3, "image file not readable: lectures/link.png"),
        "item": ("- one\n- a ![](item.png)", 4, "image file not readable: lectures/item.png"),
        "note": ("```{note}\n![](note.png)\n```", 4, "not readable: lectures/note.png"),
    }
    for name, (text, _, _) in faults.items():
        book.write(f"lectures/{name}.md", f"# {name}\n\n{text}\n")
    for _ in range(2):
        run = book.run("render")
        assert run.returncode == 1
        lines = run.stderr.splitlines()
        assert run.stderr.endswith(UNCHANGED)
        for name, (_, line, said) in faults.items():
            assert [text for text in lines if said in text
                    and text.startswith(f"lectures/{name}.md:{line}: ")], run.stderr
        assert "Traceback" not in run.stderr
        assert not book.read_site()
        # The next build reads no other page.
        warned = json.loads((book.folder / "_build/full/doctrees/warned.json").read_text())
        assert warned == sorted(f"lectures/{name}" for name in faults)
    for name in faults:
        book.write(f"lectures/{name}.md", f"# {name}\n\nnothing wrong\n")
    run = book.run("render")
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize("name", ["part.md", "_part.md", "part.txt"])
def test_warning_in_an_included_file_is_named_until_it_is_fixed(book, name):
    part = book.folder / name
    part.write_text("Words.\n")
    book.write("lectures/a.md", f"# A\n\n```{{include}} ../{name}\n```\n")
    assert book.run("render").returncode == 0
    part.write_text("Words.\n\n{ref}`nowhere`\n\n![](none.png)\n")
    for _ in range(2):
        run = book.run("render")
        assert run.returncode == 1
        assert f"{name}:3: WARNING: undefined label: 'nowhere'" in run.stderr
        assert f"{name}:5: WARNING: image file not readable" in run.stderr
    part.write_text("Words.\n")
    assert book.run("render").returncode == 0


def test_duplicate_label_fails_and_names_both_pages(book):
    book.write("lectures/a.md", "(twice)=\n# A\n")
    book.write("lectures/b.md", "(twice)=\n# B\n")
    run = book.run("render")
    assert run.returncode == 1
    assert "duplicate label twice" in run.stderr
    assert "lectures/a.md" in run.stderr
    assert "lectures/b.md" in run.stderr


def test_output_on_stderr_fails_the_page(book):
    book.write_notebook("lectures/a.md", "import sys; print('careless', file=sys.stderr)")
    run = book.build()
    assert run.returncode == 1
    assert "lectures/a.md:9: WARNING: cell 2 wrote to stderr" in run.stderr
    assert "\ncareless\n" in run.stderr


def test_formula_is_mathml_and_an_equation_has_its_number(book):
    formula = "$$\n\\frac{a}{b}\n$$ (eq-ratio)"
    book.write("lectures/a.md", f"# Page\n\n{formula}\n\nSee {{eq}}`eq-ratio` and $x^2$.\n")
    run = book.run("render")
    assert run.returncode == 0, run.stderr
    page = BeautifulSoup(book.read("lectures/a"), "html5lib")
    assert [math.get("display") for math in page.find_all("math")] == ["block", None]
    assert page.find("mfrac").get_text(" ", strip=True) == "a b"
    assert page.select_one("a.reference[href='#equation-eq-ratio']").text == "(1)"
    assert page.find("script", src=lambda src: src and "mathjax" in src.lower()) is None


@pytest.mark.parametrize("latex", [
    r"\nosuchmacro <script>alert(1)</script>", r"\frac{a <b> & \"c\"", r"\nosuchmacro \& '",
])
@pytest.mark.parametrize("display", [True, False])
def test_formula_that_cannot_be_converted_is_escaped(latex, display, monkeypatch):
    said = []
    monkeypatch.setattr(jaxbook.site.formulas.logger, "warning",
                        lambda *arguments, **options: said.append(arguments))
    html = convert(nodes.math(latex, latex), latex, display=display)
    assert html == f"<code>{escape(latex)}</code>"
    assert "<script>" not in html
    assert len(said) == 1


def test_code_in_a_formula_that_is_converted_stays_text():
    latex = r"a < b \text{<script>alert(1)</script>}"
    html = convert(nodes.math(latex, latex), latex, display=False)
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_image_at_another_address_is_linked_by_page_and_notebook(book):
    url = "https://example.org/picture.png"
    book.write_notebook("lectures/a.md", 'print("words")')
    page = (book.folder / "lectures/a.md").read_text()
    book.write("lectures/a.md", f"{page}\n![A picture]({url})\n")
    fill_store(book.folder)
    run = book.run("render")
    assert run.returncode == 0, run.stderr
    picture = BeautifulSoup(book.read("lectures/a"), "html5lib").select_one("article img")
    assert (picture["src"], picture["alt"]) == (url, "A picture")
    notebook = book.folder / "_build/full/html/notebooks/lectures/a.ipynb"
    assert f"![A picture]({url})" in notebook.read_text()


EXTENSION = """\
def add(app, page, template, context, document):
    {act}

def setup(app):
    app.connect("html-page-context", add)
    return {{"parallel_read_safe": True, "parallel_write_safe": {safe}}}
"""


def add_extension(book, name: str, act: str, *, safe: bool = True) -> None:
    """Add an extension to the book that does something with each page while it is written."""
    book.write(f"_ext/{name}.py", EXTENSION.format(act=act, safe=safe))
    config = book.folder / "_config.yml"
    config.write_text(config.read_text().replace(
        "jaxbook.site: . ", f"{name}: _ext\n    jaxbook.site: . ").replace(
        "extensions: [jaxbook.site]", f"extensions: [jaxbook.site, {name}]"))


def test_error_while_a_page_is_written_names_the_page(book):
    for name in "abc":
        book.write(f"lectures/{name}.md", f"# {name}\n")
    add_extension(book, "failing", 'if page == "lectures/b": raise ValueError("no such thing")')
    run = book.run("render")
    assert (run.returncode, run.stderr) == (
        1, "error: lectures/b.md: ValueError: no such thing\n")


@pytest.mark.parametrize("safe", [True, False])
def test_extension_says_whether_pages_may_be_written_side_by_side(book, safe):
    for name in "abc":
        book.write(f"lectures/{name}.md", f"# {name}\n")
    add_extension(book, f"signing_{safe}".lower(),
                  "import os; context['body'] = "
                  "f\"{context.get('body')}<p id=who>{os.getpid()}</p>\"", safe=safe)
    run = book.run("render")
    assert (run.returncode, run.stderr) == (0, "")
    writers = {BeautifulSoup(book.read(f"lectures/{name}"), "html5lib").select_one("#who").text
               for name in "abc"}
    assert len(writers) == 1 + safe  # Sphinx writes the first page before it starts a process
