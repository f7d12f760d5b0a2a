"""A source that cannot be read is named with file and line in one sentence, without a traceback."""
import pytest

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
    (TOC.replace("- file: lectures/a", "- fil: lectures/a"), ["_toc.yml: "]),
    (TOC.replace("root: ", "rot: "), ["_toc.yml: ", "root"]),
    ("", ["_toc.yml: "]), ("- a\n- b\n", ["_toc.yml: "]), ("just text\n", ["_toc.yml: "]),
    (TOC.replace("chapters:\n- file: lectures/a", "chapters: lectures/a"), ["_toc.yml: "]),
], ids=["indent", "tab", "duplicate", "no file", "key", "no root", "empty", "list", "text",
        "chapters"])
def test_table_of_contents(book, toc, parts, command):
    book.write("lectures/a.md", "# A\n")
    (book.folder / "_toc.yml").write_text(toc)
    expect_sentence(book, command, *parts)


@pytest.mark.parametrize(("config", "parts"), [
    ("title: a: b\n", ["_config.yml:1: not valid YAML: "]),
    ("title: x\n\tauthor: y\n", ["_config.yml:2: not valid YAML: "]),
    ("- a\n", ["_config.yml: expected options, one per line"]),
    ("", ["_config.yml: expected options, one per line"]),
    ("just text", ["_config.yml: expected options, one per line"]),
    ("execute: 7\n", ["_config.yml: execute: expected options below it, one per line, found 7"]),
    ("execute: {timeout: soon}\n",
     ["_config.yml: execute: timeout: expected a number of seconds, found 'soon'"]),
    ("sphinx: [a]\n", ["_config.yml: sphinx: expected options below it, one per line"]),
    ("exclude_patterns: 3\n", ["_config.yml: exclude_patterns: expected a list such as [docs"]),
], ids=["colon", "tab", "list", "empty", "text", "execute", "timeout", "sphinx", "patterns"])
def test_configuration(book, config, parts):
    book.write_notebook("lectures/a.md", "x = 1")
    (book.folder / "_config.yml").write_text(config)
    for command in ("execute", "render", "book"):
        expect_sentence(book, command, *parts)


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


@pytest.mark.parametrize("name", ["lectures/a.md", "lectures/intro.md", "solutions/x.md",
                                  "exercises/x.md", "_toc.yml", "_config.yml"])
def test_byte_order_mark_and_ends_of_lines_of_windows_change_nothing(book, name):
    exercise = "```{exercise}\n:label: ex-x\n```\n"
    book.write_notebook("lectures/a.md", "print('good', 'page')")
    book.write("exercises/x.md", f"{HEAD.format(title='X')}\n{exercise}")
    book.write("solutions/x.md", "```{solution} ex-x\n:label: sol-x\nWords.\n```\n")
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


def test_page_that_the_toc_forgets_is_named_before_anything_runs(book):
    book.write_notebook("lectures/a.md", "x = 1")
    (book.folder / "lectures/lost.md").write_text("# Lost\n")
    (book.folder / "README.md").write_text("# Not a page\n")
    for command in ("execute", "render", "book"):
        expect_sentence(book, command, "error: not in _toc.yml: lectures/lost.md; add a line "
                        "`- file: …` or name the file in exclude_patterns of _config.yml")
