"""A source that cannot be read is named with file and line in one sentence, without a traceback."""
import pytest
from bs4 import BeautifulSoup

from conftest import HEAD

TOC = """\
format: jb-book
root: lectures/intro
chapters:
- file: lectures/a
"""
CELL = "```{{code-cell}} ipython3\n{}1 + 1\n```\n"
BLOCK = CELL.format("---\ntags: [a: b\n---\n")
LINE = CELL.format(":tags: [check\n\n")


def expect_sentence(book, command: str, *parts: str) -> None:
    run = book.run(command)
    assert run.returncode == 1, run
    assert "Traceback" not in run.stderr
    assert run.stderr.startswith("error: ")
    assert len(run.stderr.splitlines()) == 1, run.stderr
    for part in parts:
        assert part in run.stderr


@pytest.mark.parametrize("command", ["execute", "render", "book"])
@pytest.mark.parametrize(("toc", "parts"), [
    (TOC.replace("- file: lectures/a", "- file: lectures/a\n   - file: lectures/b"),
     ["_toc.yml:5: not valid YAML: "]),
    (TOC.replace("- file", "\t- file"), ["_toc.yml:4: not valid YAML: ", "'\\t'"]),
    (TOC + "- file: lectures/a\n",
     ["_toc.yml:5: lists lectures/a, which is already there; list each page once"]),
    (TOC + "- file: lectures/nobody\n",
     ["_toc.yml:5: lists lectures/nobody, but there is no lectures/nobody.md"]),
    (TOC.replace("- file: lectures/a", "- fil: lectures/a"), ["_toc.yml:"]),
    (TOC.replace("root: ", "rot: "), ["_toc.yml:", "root"]),
    ("", ["_toc.yml:"]), ("- a\n- b\n", ["_toc.yml:"]), ("just text\n", ["_toc.yml:"]),
    (TOC.replace("chapters:\n- file: lectures/a", "chapters: lectures/a"), ["_toc.yml:"]),
], ids=["indent", "tab", "duplicate", "no file", "key", "no root", "empty", "list", "text",
        "chapters"])
def test_table_of_contents(book, toc, parts, command):
    book.write("lectures/a.md", "# A\n")
    (book.folder / "_toc.yml").write_text(toc)
    expect_sentence(book, command, *parts)


@pytest.mark.parametrize(("entry", "line", "said"), [
    *((f"- file: {name}", 4, "file: expected the path of a page in the folder of the book")
      for name in ("5", "", "''", "/lectures/a", "[a, b]", "{a: b}")),
    ("- &a\n  file: 5\n  sections: [*a]", 5, "file: expected the path"),
    ("- file: lectures/a\n  title: 5", 5, "title: expected a text, in quotation marks"),
    ("- url: not an address", 4, "url: expected an address such as https://example.org"),
    ("- file: lectures/a\n  sections:\n  - file: 5", 6, "file: expected the path"),
])
def test_entry_of_the_contents_is_of_another_kind(book, entry, line, said):
    book.write("lectures/a.md", "# A\n")
    (book.folder / "_toc.yml").write_text(
        f"format: jb-book\nroot: lectures/intro\nchapters:\n{entry}\n")
    expect_sentence(book, "render", f"error: _toc.yml:{line}: {said}")


@pytest.mark.parametrize(("option", "said"), [
    ("caption: 2024", "caption: expected a text"), ("numbered: yes please", "numbered: expected "),
])
def test_option_of_a_part_is_of_another_kind(book, option, said):
    book.write("lectures/a.md", "# A\n")
    (book.folder / "_toc.yml").write_text("format: jb-book\nroot: lectures/intro\nparts:\n"
                                          f"- chapters:\n  - file: lectures/a\n  {option}\n")
    expect_sentence(book, "render", f"error: _toc.yml:6: {said}")


@pytest.mark.parametrize(("config", "parts"), [
    ("title: a: b\n", ["_config.yml:1: not valid YAML: "]),
    ("title: x\n\tauthor: y\n", ["_config.yml:2: not valid YAML: "]),
    ("title: x\nhtml: {}\nhtml:\n  baseurl: ''\n",
     ["_config.yml:3: not valid YAML: the key html is already in line 2"]),
    ("- a\n", ["_config.yml: expected options, one per line"]),
    ("", ["_config.yml: expected options, one per line"]),
    ("just text", ["_config.yml: expected options, one per line"]),
    ("title: x\nexecute: 7\n",
     ["_config.yml:2: execute: expected options below it, one per line, found 7"]),
    ("execute: {timeout: soon}\n",
     ["_config.yml:1: execute: timeout: expected a number, found 'soon'"]),
    ("execute:\n  timeout: 0.5\n",
     ["_config.yml:2: execute: timeout: expected a whole number, found 0.5"]),
    ("execute: {stderr_output: no}\n",
     ["_config.yml:1: execute: stderr_output: expected a text, in quotation marks"]),
    ("execute: {stderr_output: hide}\n",
     ["_config.yml:1: execute: stderr_output: expected one of show, remove, ", "found 'hide'"]),
    ("sphinx: [a]\n", ["_config.yml:1: sphinx: expected options below it, one per line"]),
    ("exclude_patterns: 3\n", ["_config.yml:1: exclude_patterns: expected a list such as ["]),
    ("exclude_patterns:\n- docs\n- 3\n",
     ["_config.yml:3: exclude_patterns: expected a text, in quotation marks if it is a number"]),
    ("repository:\n  url: 5\n",
     ["_config.yml:2: repository: url: expected a text, in quotation marks if it is a number, "]),
    ("sphinx:\n  config: abc\n", ["_config.yml:2: sphinx: config: expected options below it"]),
    ("sphinx:\n  config:\n    extensions: jaxbook.site\n",
     ["_config.yml:3: sphinx: config: extensions: expected a list such as [first, "]),
    ("sphinx:\n  config:\n    intersphinx_mapping:\n      a: [1]\n",
     ["_config.yml:4: sphinx: config: intersphinx_mapping: a: expected an address and a file "]),
    ("html:\n  baseurl: example.org\n",
     ["_config.yml:2: html: baseurl: expected an address such as https://example.org/book/, "]),
    ("sphinx:\n  config:\n    mathjax3_config:\n      tex:\n        macros: [x]\n",
     ["_config.yml:5: sphinx: config: mathjax3_config: tex: macros: expected options below it"]),
    ("sphinx:\n  config:\n    jaxbook_output_mib: 0\n",
     ["_config.yml:3: sphinx: config: jaxbook_output_mib: expected a number above 0, found 0"]),
], ids=["colon", "tab", "twice", "list", "empty", "text", "execute", "timeout", "half a second",
        "stderr", "stderr value", "sphinx", "patterns", "pattern", "address", "config",
        "extensions", "inventory", "base", "macros", "MiB"])
def test_configuration(book, config, parts):
    book.write_notebook("lectures/a.md", "x = 1")
    (book.folder / "_config.yml").write_text(config)
    for command in ("execute", "render", "book"):
        expect_sentence(book, command, *parts)


@pytest.mark.parametrize(("config", "parts"), [
    ("parse: {myst_enable_extensions: [nonsuch]}\n",
     ["_config.yml, or an extension that it names: ValueError: ", "nonsuch"]),
    ("sphinx: {config: {html_theme: sphinx_book_theme}}\n",
     ["_config.yml: html_theme: this site cannot have the theme sphinx_book_theme"]),
    ("sphinx: {config: {html_static_path: [.]}}\n",
     ["_config.yml: html_static_path: . would publish the sources of pages as they are"]),
    ("sphinx: {config: {html_extra_path: [lectures]}}\n",
     ["_config.yml: html_extra_path: lectures would publish the sources of pages"]),
    ("exclude_patterns: [lectures/intro.md]\n",
     ["_toc.yml:2: lists lectures/intro", "it is there, but exclude_patterns of _config.yml leav"]),
    ("sphinx: {config: {html_theme: nonsuch}}\n", ["no theme named 'nonsuch' found"]),
])
def test_configuration_that_sphinx_refuses(book, config, parts):
    (book.folder / "_config.yml").write_text(config)
    expect_sentence(book, "render", *parts)


def test_syntax_error_in_references_names_their_file(book):
    (book.folder / "_config.yml").write_text("bibtex_bibfiles: [works.bib]\n")
    (book.folder / "works.bib").write_text("@book{a,\n title x}\n")
    expect_sentence(book, "render", "error: works.bib: TokenRequired: syntax error in line 2")


@pytest.mark.parametrize("front", ["jupytext: 5", "jupytext: {text_representation: x}"])
@pytest.mark.parametrize("command", ["render", "book"])
def test_front_matter_is_of_another_kind(book, front, command):
    book.write("lectures/a.md", f"---\n{front}\n---\n# A\n")
    expect_sentence(book, command, "error: lectures/a.md:1: the front matter is of another kind")


def test_faults_of_a_configuration_are_named_together_in_their_order(book):
    (book.folder / "_config.yml").write_text("title: 1\nhtml:\n  baseurl: 2\nlogo: 3\n")
    run = book.run("render")
    assert [line.split(": expected")[0] for line in run.stderr.splitlines()] == [
        "error: _config.yml:1: title", "error: _config.yml:3: html: baseurl",
        "error: _config.yml:4: logo"]


def test_options_that_sphinx_documents_are_taken(book):
    book.configure(sphinx={"recursive_update": True, "config": {
        "html_css_files": [["more.css", {"media": "print"}], "other.css"],
        "html_theme_options": {"announcement": "Hello, reader."}}})
    for name in ("more.css", "other.css"):
        (book.folder / "_static" / name).write_text("p { color: red }\n")
    run = book.run("render")
    assert run.returncode == 0, run.stderr
    assert "Hello, reader." in book.read("lectures/intro")
    assert 'media="print"' in book.read("lectures/intro")


def test_options_without_a_value_are_as_if_they_were_not_there(book):
    (book.folder / "_config.yml").write_text(
        "title: Small\nlogo:\nexclude_patterns:\nexecute:\n  timeout:\nhtml:\n  baseurl:\n"
        "sphinx:\n  extra_extensions:\n  local_extensions:\n  config:\n")
    run = book.run("render")
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(("name", "line"), [
    ("lectures/a.md", 7), ("solutions/x.md", 2), ("exercises/x.md", 3), ("_toc.yml", 1),
    ("_config.yml", 1),
])
def test_byte_that_is_not_utf_8(book, name, line):
    exercise = "```{exercise}\n:label: ex-x\n```\n"
    book.write_notebook("lectures/a.md", "x = 1")
    book.write("exercises/x.md", f"# X\n\n{exercise}")
    book.write("solutions/x.md", "```{solution} ex-x\n:label: sol-x\nWords.\n```\n")
    path = book.folder / name
    lines = path.read_bytes().split(b"\n")
    lines[line - 1] += b" # f\xfcr"
    path.write_bytes(b"\n".join(lines))
    for command in ("execute", "render", "book"):
        expect_sentence(book, command, f"{name}:{line}: the byte 0xfc is not UTF-8; save the file "
                                       "in the encoding UTF-8")


def test_byte_order_mark_and_ends_of_lines_of_windows_change_nothing(book):
    exercise = "```{exercise}\n:label: ex-x\n```\n"
    book.write_notebook("lectures/a.md", "print('good', 'page')")
    book.write("exercises/x.md", f"{HEAD.format(title='X')}\n{exercise}")
    book.write("solutions/x.md", "```{solution} ex-x\n:label: sol-x\nWords.\n```\n")
    for name in ("lectures/a.md", "lectures/intro.md", "solutions/x.md", "exercises/x.md",
                 "_toc.yml", "_config.yml"):
        path = book.folder / name
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    run = book.run("book")
    assert run.returncode == 0, run.stderr
    assert "good page" in book.read("lectures/a")
    assert 'class="solution' in book.read("exercises/x")
    assert "\ufeff" not in book.read("lectures/intro")


@pytest.mark.parametrize("command", ["execute", "render", "book"])
@pytest.mark.parametrize("cell", [BLOCK, LINE], ids=["block", "line"])
def test_options_of_a_cell(book, cell, command):
    book.write("lectures/a.md", f"{HEAD.format(title='Page')}\nWords.\n\n{cell}")
    run = book.run(command)
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert run.stderr.startswith("error: lectures/a.md:9: "), run.stderr


def test_page_that_is_no_notebook(book):
    (book.folder / "lectures/a.ipynb").write_text("{")
    book.list_pages(chapters=[{"file": "lectures/a"}])
    for command in ("execute", "render", "book"):
        expect_sentence(book, command, "lectures/a.ipynb: ")


def test_front_matter_that_is_not_valid(book):
    book.write("lectures/a.md", "---\nkernelspec: {name: python3\n---\n# A\n")
    run = book.run("book")
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert "lectures/a.md" in run.stderr


def test_names_with_suffixes_and_patterns_are_understood(book):
    for name in ("a", "b", "c"):
        book.write_notebook(f"lectures/{name}.md", f"print('page', '{name}')")
    (book.folder / "_toc.yml").write_text(
        "format: jb-book\nroot: lectures/intro.md\nchapters:\n- file: lectures/a.md\n"
        "- glob: lectures/*\n")
    run = book.run("book")
    assert run.returncode == 0, run.stderr
    for name in ("a", "b", "c"):
        assert f"page {name}" in book.read(f"lectures/{name}")
    assert "lectures/c: " in run.stdout


NOTEBOOK = """{"cells": [{"cell_type": "markdown", "metadata": {}, "source": "# N", "id": "a"},
{"cell_type": "code", "metadata": {}, "source": "print('good', 'page')", "id": "b", "outputs": [],
"execution_count": null}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}"""
PAGES = {f"lectures/{name}.md": f"# Page {name}\n\nWords of {name}.\n" for name in "abcd"}
ROOT = "format: jb-book\nroot: lectures/intro\n"


def write_files(book, toc: str, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = book.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (book.folder / "_toc.yml").write_text(toc)


@pytest.mark.parametrize("toc", [
    ROOT + "parts:\n- caption: One\n  numbered: true\n  chapters:\n  - file: lectures/a.md\n"
    "    title: Another title\n    sections:\n    - file: lectures/b\n"
    "    - url: https://example.org\n      title: Elsewhere\n  - glob: lectures/[cd]\n",
    "format: jb-article\nroot: lectures/intro.md\nsections:\n- file: lectures/a\n"
    "- file: lectures/b\n- glob: lectures/[cd]\n",
    "root: lectures/intro\nsubtrees:\n- caption: X\n  entries:\n  - file: lectures/a\n"
    "    subtrees:\n    - caption: Sub\n      entries:\n      - file: lectures/b\n"
    "      - file: lectures/c\n  - file: lectures/d\n",
    ROOT + "options: {numbered: true}\nchapters:\n- file: lectures/a\n  sections:\n"
    "  - file: lectures/b\n    sections:\n    - file: lectures/c\n- glob: lectures/d*\n",
], ids=["parts", "article", "subtrees", "nested"])
def test_every_form_of_contents_lists_its_pages(book, toc):
    write_files(book, toc, PAGES | {"lectures/_shared/gpu.md": "Shared words.\n",
                                    "lectures/d.md": "# D\n\n```{include} _shared/gpu.md\n```\n"
                                    })
    run = book.run("book")
    assert (run.returncode, run.stderr) == (0, ""), run.stderr
    assert "left out" not in run.stdout
    menu = BeautifulSoup(book.read("lectures/a"), "html5lib").select_one(".sidebar-tree")
    links = [link["href"] for link in menu.select("a")]
    assert [link for link in links if link.endswith(".html") or link == "#"] == [
        "#", "b.html", "c.html", "d.html"]
    assert ("https://example.org" in links) == ("url:" in toc)
    assert ("Another title" in menu.text) == ("title: Another" in toc)
    assert "Shared words." in book.read("lectures/d")
    assert not [name for name in book.read_site() if "gpu" in name]


@pytest.mark.long(but=["md-lectures/a b", "ipynb-lectures/2.punkt"])
@pytest.mark.parametrize("name", ["lectures/Über uns", "lectures/a b", "lectures/2.punkt",
                                  "kapitel/eins/GROSS"])
@pytest.mark.parametrize("suffix", ["md", "ipynb"])
def test_names_of_pages_may_be_any(book, name, suffix):
    text = NOTEBOOK if suffix == "ipynb" else (
        f"{HEAD.format(title='N')}\n```{{code-cell}} ipython3\nprint('good', 'page')\n```\n")
    write_files(book, f"{ROOT}chapters:\n- file: {name}.{suffix}\n", {f"{name}.{suffix}": text})
    run = book.run("book")
    assert run.returncode == 0, run.stderr
    assert "good page" in book.read(name)
    assert f"notebooks/{name}.ipynb" in book.read_site()


@pytest.mark.parametrize(("toc", "files", "said"), [
    ("chapters:\n- fil: lectures/a\n", {},
     "_toc.yml:4: this entry names no page; write `- file: …`"),
    ("chapter:\n- file: lectures/a\n", {},
     "_toc.yml:3: there is no key chapter here; write chapters"),
    ("chapters:\n- file: lectures/a\n  section:\n  - file: x\n", {},
     "_toc.yml:5: there is no key section here; write sections"),
    ("chapters: lectures/a\n", {}, "_toc.yml:3: expected a list of entries, one per line"),
    ("chapters:\n- file: lectures/aa\n", {"lectures/aaa.md": "# A\n"},
     "_toc.yml:4: lists lectures/aa, but there is no lectures/aa.md; write lectures/aaa"),
    ("chapters:\n- glob: lectures/x*\n", {},
     "_toc.yml:4: the pattern lectures/x* matches no page"),
    ("chapters:\n- file: lectures/a\n  sections:\n  - file: lectures/b\n- glob: lectures/*\n", {},
     "a pattern `glob: …` matches lectures/b, which is listed elsewhere, too"),
    ("chapters:\n- file: lectures/r\n", {"lectures/r.rst": "R\n=\n"},
     "pages are Markdown or notebooks: convert lectures/r.rst"),
    ("chapters:\n- file: lectures/a\n", {"lectures/a.ipynb": NOTEBOOK},
     "lectures/a.md and lectures/a.ipynb are both the page lectures/a of _toc.yml"),
    ("chapters:\n<<<<<<< HEAD\n- file: lectures/a\n=======\n- file: lectures/b\n>>>>>>> x\n", {},
     "_toc.yml:4: this is a conflict that git left"),
    ("chapters:\n- file: lectures/a\n", {"lectures/a.md": "Only words.\n"},
     "lectures/a.md:1: the page has no title; begin it with a line `# …`"),
    ("chapters:\n- file: lectures/a\n", {"lectures/a.md": ""},
     "lectures/a.md:1: the page has no title"),
], ids=["entry", "key", "deep key", "no list", "typo", "pattern", "overlap", "rst", "two files",
        "conflict", "no title", "empty"])
def test_fault_in_the_contents_says_what_to_write(book, toc, files, said):
    write_files(book, ROOT + toc, PAGES | files)
    expect_sentence(book, "render", said)


def test_conflicts_that_git_left_are_named_in_every_source(book):
    conflict = "Words.\n\n<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> other\n"
    config = book.folder / "_config.yml"
    text = config.read_text()
    write_files(book, TOC, {"lectures/a.md": "# A\n\n```{include} b.txt\n```\n",
                            "lectures/b.txt": conflict})
    expect_sentence(book, "book", "error: lectures/b.txt:3: this is a conflict that git left")
    write_files(book, TOC, {"lectures/a.md": f"# A\n\n{conflict}"})
    run = book.run("book")
    assert "error: lectures/a.md:5: this is a conflict that git left" in run.stderr
    config.write_text(f"<<<<<<< HEAD\n{text}")
    expect_sentence(book, "book", "error: _config.yml:1: this is a conflict that git left")


LEFT_OUT = """\
(lec-b)=
# The `other` page

```{figure} x.svg
:name: fig-b

A picture.
```

$$ x $$ (eq-b)

```{exercise}
:label: ex-b

Do it.
```
"""


REFERENCES = {
    "{ref}`lec-b`": "The other page", "{ref}`words <lec-b>`": "words",
    "{doc}`b`": "The other page", "{doc}`/lectures/b`": "The other page",
    "[](b.md)": "The other page", "[words](b.md)": "words", "[words](#lec-b)": "words",
    "[](#lec-b)": "The other page", "[words](lec-b)": "words",
    "{numref}`fig-b`": "The other page", "{numref}`Figure %s <fig-b>`": "The other page",
    "{eq}`eq-b`": "The other page", "{ref}`ex-b`": "The other page", "{ref}`sol-b`": "Solution",
}


def test_page_that_the_toc_leaves_out_is_said_once_and_references_to_it_are_text(book):
    """Each reference stands on a page of its own, a0 and so on."""
    pages = {f"lectures/a{n}": reference for n, reference in enumerate(REFERENCES)}
    write_files(book, ROOT + "chapters:\n" + "".join(f"- file: {page}\n" for page in pages), {
        **{f"{page}.md": f"# A\n\nSee {reference} there.\n" for page, reference in pages.items()},
        "lectures/b.md": LEFT_OUT, "README.md": "# R\n",
        "solutions/b.md": "```{solution} ex-b\n:label: sol-b\nSo.\n```\n",
        "lectures/x.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>'})
    run = book.run("book")
    assert (run.returncode, run.stderr) == (0, ""), run.stderr
    assert run.stdout.count("lectures/b.md") == 1
    assert "left out, because _toc.yml does not list them: lectures/b.md\n" in run.stdout
    (said,) = (line for line in run.stdout.splitlines() if line.startswith(
        "shown as text, because _toc.yml leaves out what they refer to: "))
    for page, reference in pages.items():
        text = REFERENCES[reference]
        assert (f" {page}.md:3 (" in said) == (text != "Solution"), reference
        paragraph = BeautifulSoup(book.read(page), "html5lib").select_one("article p")
        assert paragraph.text == f"See {text} there."
        assert not paragraph.select_one("a"), reference
    assert not [name for name in book.read_site() if "/b." in name]


def test_label_that_exists_nowhere_stays_an_error_where_pages_are_left_out(book):
    write_files(book, TOC, {"lectures/a.md": "# A\n\n{ref}`lec-x`\n", "lectures/b.md": LEFT_OUT})
    run = book.run("book")
    assert run.returncode == 1
    assert "lectures/a.md:3: WARNING: undefined label: 'lec-x'" in run.stderr


def test_text_of_a_reference_follows_a_page_that_is_left_out(book):
    write_files(book, TOC, {"lectures/a.md": "# A\n\nSee {ref}`lec-b`.\n",
                            "lectures/b.md": "(lec-b)=\n# One\n"})
    assert book.run("book").returncode == 0
    assert "See <span>One</span>." in book.read("lectures/a")
    write_files(book, TOC, {"lectures/b.md": "(lec-b)=\n# Two\n"})
    assert book.run("book").returncode == 0
    assert "See <span>Two</span>." in book.read("lectures/a")


def test_book_that_builds_only_listed_files_does_not_name_the_others(book):
    write_files(book, TOC, PAGES)
    config = book.folder / "_config.yml"
    config.write_text(config.read_text().replace("files: false", "files: true"))
    run = book.run("book")
    assert run.returncode == 0, run.stderr
    assert "left out" not in run.stdout
