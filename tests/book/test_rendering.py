"""Rendering fails on any warning, again and again until it is mended, and executes nothing."""
from bs4 import BeautifulSoup


def test_unresolved_reference_fails_each_time_and_names_the_page(book):
    book.write("lectures/a.md", "# Page\n\n{ref}`nowhere`\n")
    for _ in range(2):
        run = book.build()
        assert run.returncode == 1
        assert "lectures/a.md:3: WARNING: undefined label: 'nowhere'" in run.stderr
        assert "Traceback" not in run.stderr
    book.write("lectures/a.md", "# Page\n\nno reference\n")
    assert book.build().returncode == 0


def test_duplicate_label_fails_and_names_both_pages(book):
    book.write("lectures/a.md", "(twice)=\n# A\n")
    book.write("lectures/b.md", "(twice)=\n# B\n")
    run = book.build()
    assert run.returncode == 1
    assert "duplicate label twice" in run.stderr
    assert "lectures/a.md" in run.stderr
    assert "lectures/b.md" in run.stderr


def test_output_on_stderr_fails_the_page(book):
    book.write_notebook("lectures/a.md", "import sys; print('careless', file=sys.stderr)")
    run = book.build()
    assert run.returncode == 1
    assert "lectures/a.md:" in run.stderr


def test_formula_is_mathml_and_a_wrong_one_names_its_place(book):
    formula = "$$\n\\frac{a}{b}\n$$ (eq-ratio)"
    book.write("lectures/a.md", f"# Page\n\n{formula}\n\nSee {{eq}}`eq-ratio` and $x^2$.\n")
    run = book.build()
    assert run.returncode == 0, run.stderr
    page = BeautifulSoup(book.read("lectures/a"), "html5lib")
    assert [math.get("display") for math in page.find_all("math")] == ["block", None]
    assert page.find("mfrac").get_text(" ", strip=True) == "a b"
    assert page.select_one("a.reference[href='#equation-eq-ratio']").text == "(1)"
    assert page.find("script", src=lambda src: src and "mathjax" in src.lower()) is None
    book.write("lectures/a.md", "# Page\n\n$\\nosuchmacro{a}$\n")
    wrong = book.build()
    assert wrong.returncode == 1
    assert "lectures/a.md" in wrong.stderr
    assert "nosuchmacro" in wrong.stderr


