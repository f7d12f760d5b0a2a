r"""A formula shows what its LaTeX says, symbol by symbol, or is refused with a sentence."""
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from conftest import HEAD
from jaxbook.formulas.latex import lay_out_display, lay_out_inline
from jaxbook.formulas.macros import LatexError, Macros
from jaxbook.formulas.temml import convert_latex
from latex_reader import read, read_mathml, simplify
from sources import ROOT

# Each shows something that the others do not; a pilcrow is a blank line.
LIST = Path(__file__).with_name("formulas.tex")
CASES = [line.replace("¶", "\n\n") for line in LIST.read_text(encoding="utf-8").splitlines()]
# What the reader of LaTeX does not know: blank lines and comments, and where a tag stands.
READ = {
    "u = 1 + v\n\nw = 2 - v": "u=1+v⏎w=2\N{MINUS SIGN}v",
    "a &= b\n\n[c] &= d": "a│=b⏎[c]│=d",
    "a % no\n\nb": "ab", "a \\\\ [b]": "a⏎[b]", "\\begin{aligned}[t] a &= b \\end{aligned}": "a│=b",
    r"\begin{equation*} a \label{x} \end{equation*}": "a", r"a = b \tag{1}": "│a=b│(1)",
    r"a \tag{A}": "│a│(A)", r"a = b \\ c \tag{2}": "│a=b│⏎│c│(2)",
    r"\matrix{a & b \cr c & d}": "a│b⏎c│d", "é + β": "e\N{ACUTE ACCENT}+β",
}


def show(latex: str, *, display: bool = True) -> str:
    lay_out = lay_out_display if display else lay_out_inline
    return simplify(read_mathml(convert_latex(lay_out(Macros().expand(latex)), display)))


def test_there_are_two_hundred_different_formulas():
    assert len(set(CASES)) == len(CASES) >= 200
    assert set(READ) <= set(CASES)


@pytest.mark.parametrize("latex", CASES)
def test_formula_shows_the_symbols_that_its_latex_says(latex):
    assert show(latex) == simplify(READ.get(latex) or read(latex))


def find_formulas(text: str) -> list[tuple[str, bool]]:
    """Return the formulas of a page, and whether each has lines of its own."""
    options = MdParserConfig(enable_extensions={"dollarmath", "amsmath"})
    parser = create_md_parser(options, RendererHTML)
    found = []
    for token in parser.parse(text):
        if token.type in ("math_block", "math_block_label", "amsmath"):
            found.append((token.content, True))
        elif token.type == "fence" and token.info.startswith("{math}"):
            found.append((re.sub(r"^:\w.*\n", "", token.content, flags=re.MULTILINE), True))
        found += [(child.content, False) for child in token.children or ()
                  if child.type == "math_inline"]
    return found


@pytest.mark.parametrize("path", sorted(
    path for folder in ("lectures", "exercises", "solutions")
    for path in (ROOT / folder).glob("*.md") if "$" in path.read_text(encoding="utf-8")
), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_each_formula_of_this_book_is_converted(path):
    for latex, display in find_formulas(path.read_text(encoding="utf-8")):
        assert show(latex, display=display), f"{path}: {latex}"


@pytest.mark.parametrize(("latex", "says"), [
    (r"\nosuch{x}", r"\nosuch is not supported; if it is a macro, write it in _config.yml"),
    (r"\begin{align} a \\ \intertext{and} b \end{align}", "write the words as a paragraph"),
    (r"\begin{tikzcd} a \end{tikzcd}", "the environment tikzcd is not supported; write align"),
    (r"\frac{a}{b", "check braces"), (r"\href{https://a.org}{x}", "put the link into the text"),
    (r"\begin{array}{l@{=}l} a & b \end{array}", "put it into the cells"),
    (r"\newcommand{\x}{\x} \x", r"the macro \x contains itself"),
    (r"\def\x(#1){a} \x(b)", r"write \newcommand"),
    (r"\newcommand{\x}[1]{#1} \x", "lacks an argument"),
    (r"\ce{H2O}", r"\mathrm"), (r"a & b \right)", "check braces"),
])
def test_formula_that_cannot_be_shown_is_refused_with_a_sentence(latex, says):
    with pytest.raises(LatexError) as refused:
        show(latex)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_line_break_in_a_sentence_is_refused():
    with pytest.raises(LatexError, match="breaks no line"):
        lay_out_inline(r"a \\ b")


CONFIG = {"tex": {"macros": {"E": r"\mathbb{E}", "norm": [r"\lVert #1 \rVert", 1],
                             "bmat": [r"\left[\begin{array}"], "emat": [r"\end{array}\right]"],
                             "deriv": [r"\frac{d^{#1} #2}{d x}", 2, "n"], "half": r"\frac12"}}}


@pytest.mark.parametrize(("latex", "wanted"), [
    (r"\E x", r"\mathbb{E} x"), (r"\E[\norm{x_1}]", r"\mathbb{E}[\lVert x_1 \rVert]"),
    (r"\norm x", r"\lVert x \rVert"), (r"\Ex", r"\Ex"), (r"\half y", r"\frac12 y"),
    (r"\bmat{cc} a & b \emat", r"\left[\begin{array}{cc} a & b \end{array}\right]"),
    (r"\deriv{f} \deriv[2]{f}", r"\frac{d^{n} f}{d x} \frac{d^{2} f}{d x}"),
    (r"\newcommand{\a}{\alpha}\a b", r"\alpha b"), (r"\newcommand*\a[1]{<#1>}\a{x}\a y", "<x><y>"),
    (r"\newcommand{\a}[2][z]{#1#2}\a y\a[x]y", "zyxy"), (r"\def\a#1#2{#2#1}\a xy", "yx"),
    (r"\renewcommand{\vec}[1]{\mathbf{#1}}\vec x", r"\mathbf{x}"),
    (r"\let\old\vec\renewcommand{\vec}[1]{\old{\mathbf #1}}\vec x", r"\vec{\mathbf x}"),
    (r"\DeclareMathOperator{\tr}{tr}\tr A", r"\operatorname{tr} A"),
    (r"\DeclareMathOperator*{\am}{arg\,max}\am_x", r"\operatorname*{arg\,max}_x"),
    (r"\providecommand{\E}{no}\E", r"\mathbb{E}"), (r"\def\a{\b x}\def\b{\beta}\a", r"\beta x"),
    (r"\alpha% comment", r"\alpha "), (r"\color{red}{x} y", r"\textcolor{red}{x} y"),
])
def test_macros_are_expanded_as_mathjax_does(latex, wanted):
    assert Macros.read(CONFIG).expand(latex) == wanted


def test_formula_without_macros_is_not_changed():
    for latex in CASES:
        if not re.search(r"%|\\color|\\bm|\\mathbbm|\\mathds", latex):
            assert Macros().expand(latex) == latex


def test_converter_works_in_each_thread():
    with ThreadPoolExecutor(1) as other:
        html = other.submit(convert_latex, "thread", False).result()
    assert html == convert_latex("thread", False)


PAGES = {
    "lectures/a.md": """\
# First $\\E$

$$
\\newcommand{\\own}[1]{\\mathbf{#1}}
$$

Here $\\own{x}$ is defined, and
$$
y = \\own{x}
$$
stands beside text.

\\begin{align}
\\label{first} a &= b \\\\
c &= d
\\end{align}

\\begin{equation}
e = f
\\end{equation}

```{math}
:label: named
:nowrap:

\\begin{eqnarray}
   g & = & h
\\end{eqnarray}
```

\\begin{align}
i &= j \\tag{A}
\\end{align}

See {eq}`first`, {eq}`named` and $\\eqref{first}$.
""",
    "lectures/b.md": """\
# Second

See {eq}`first`.

\\begin{gather}
k \\\\ l
\\end{gather}
""",
}


def write_pages(book) -> None:
    head = HEAD.partition("# ")[0].format()
    for name, text in PAGES.items():
        book.write(name, head + text)
    config = yaml.safe_load((book.folder / "_config.yml").read_text())
    config["sphinx"]["config"]["mathjax3_config"] = CONFIG
    (book.folder / "_config.yml").write_text(yaml.safe_dump(config))


def test_page_and_notebook_show_formulas_as_stock_jupyter_book_does(book):
    write_pages(book)
    run = book.build()
    assert (run.returncode, run.stderr) == (0, "")
    page = BeautifulSoup(book.read("lectures/a"), "html5lib")
    shown = [simplify(read_mathml(str(block))) for block in page.select("article div.math math")]
    assert shown == ["y=x", "a│=b⏎c│=d", "e=f", "g│=h", "│i│=j│(A)"]
    assert [number.text.rstrip("¶") for number in page.select("article .eqno")] == [
        "(1)", "(2)", "(3)", "(4)"]
    paragraphs = [p.get_text() for p in page.select("article p")]
    assert "stands beside text." in paragraphs
    assert not [p for p in paragraphs if "$" in p or not p.strip()]
    ids = [element["id"] for element in page.select("[id]")]
    assert len(set(ids)) == len(ids)
    links = {link.get_text(): link["href"] for link in page.select("article p a.reference")}
    assert links == {"(1)": "#equation-first", "(3)": "#equation-named"}
    assert all(page.select_one(address) for address in links.values())
    title = page.select_one(".sidebar-tree a.current math")
    assert title
    assert simplify(read_mathml(str(title))) == "E"
    other = BeautifulSoup(book.read("lectures/b"), "html5lib")
    assert other.select_one("article p a.reference")["href"] == "a.html#equation-first"
    notebook = nbformat.read(
        book.folder / "_build/full/html/notebooks/lectures/a.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in notebook.cells)
    for part in ["# First $\\mathbb{E}$", "Here $\\mathbf{x}$ is defined, and",
                 "$$\ny = \\mathbf{x}\n$$\n\nstands beside text.",
                 "c &= d\n\\end{aligned} \\tag{1}\n$$", "$$\ne = f \\tag{2}\n$$",
                 "g  &  =   h\n\\end{aligned} \\tag{3}"]:
        assert re.sub(r"\s+", " ", part) in re.sub(r"\s+", " ", text)
    assert not re.search(r"newcommand|\\own|\\E\b|label|\{(align|eqnarray|equation)\}", text)


def test_build_after_an_edit_equals_a_build_from_nothing(book, tmp_path):
    write_pages(book)
    assert book.build().returncode == 0
    book.write("lectures/b.md", PAGES["lectures/b.md"].replace("k", "m"))
    book.write("lectures/a.md", HEAD.format(title="First").partition("# ")[0]
               + PAGES["lectures/a.md"].replace("e = f", "e = ff"))
    warm = book.run("render")
    clean = book.copy(tmp_path / "clean")
    assert (warm.returncode, clean.build().returncode) == (0, 0)
    assert clean.read("lectures/a").partition("Executed")[0] == \
        book.read("lectures/a").partition("Executed")[0]
    assert clean.read("lectures/b") == book.read("lectures/b")


@pytest.mark.parametrize(("text", "line", "says"), [
    ("One $a \\\\ b$ two.", 3, "breaks no line"),
    ("$$\n\\nosuch\n$$", 3, "\\nosuch is not supported"),
    ("One $\\eqref{none}$.", 3, "write {eq}`none` in the text"),
    ("Text $$\n- a\n$$ and more.", 3, "$$ is left in the text"),
    ("\n\n".join(["\\begin{align}\n\\label{x} a\n\\end{align}"] * 2), 7,
     "another formula has the label x"),
])
def test_page_is_refused_with_its_line(book, text, line, says):
    book.write("lectures/a.md", f"# Page\n\n{text}\n")
    run = book.run("render")
    assert run.returncode == 1
    assert [said for said in run.stderr.splitlines()
            if said.startswith(f"lectures/a.md:{line}: ") and says in said], run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(("config", "says"), [
    ({"tex": {"tags": "ams"}}, "tags is not supported; leave it out"),
    ({"tex": {"macros": {"E": 3}}}, "the macro E in mathjax3_config is not a text"),
])
def test_option_that_cannot_be_followed_is_refused(book, config, says):
    write_pages(book)
    options = yaml.safe_load((book.folder / "_config.yml").read_text())
    options["sphinx"]["config"]["mathjax3_config"] = config
    (book.folder / "_config.yml").write_text(yaml.safe_dump(options))
    run = book.run("render")
    assert run.returncode == 1
    assert f"_config.yml: {says}" in run.stderr.replace("mathjax3_config: tex: ", "", 1)
    assert "Traceback" not in run.stderr
