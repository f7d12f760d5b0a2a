"""The notebooks of the book are plain, lead to the site, and run with only what they ask for.

In the environment of a reader (see `reader`) every page finds what it imports. Lectures that draw
random numbers use no key twice: some turn on JAX's check of that themselves, and the build proves
it; the others run in that environment with the check. Both are proofs that are remembered (see
`proofs`). `make test-versions`, which the weekly workflow calls, runs all pages so.
"""
import ast
import functools
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import jupytext
import nbformat
import pytest

import alone
import reader
from built import read_html, read_ids
from conftest import EDITION, SITE, with_solutions
from jaxbook.merge import Reader
from jaxbook.project import Project
from jaxbook.runs.turns import CLOCKS
from proofs import prove, read_programs
from reader import assert_page_runs, make_environment, run_alone
from sources import ROOT, read_pages
from words import find_difference, list_words_of_notebook, list_words_of_page

PAGES = [page.name for page in read_pages("lectures", "exercises") if page.cells]
LECTURES = [page for page in PAGES if page.startswith("lectures/")]
GUARD = 'jax.config.update("jax_debug_key_reuse", True)'
SAME_DRAWS = {"lectures/intro"}  # it times the draws of the call that compiled
DRAWING = [page for page in LECTURES if "jax.random" in (ROOT / f"{page}.md").read_text()]
LINK = re.compile(r"\]\(<?([^)>]+)>?\)|<(https?:[^>]+)>")
# All tests of a page follow one another, so that it is parsed once.
every_page = pytest.mark.parametrize("page", PAGES, scope="module")


@functools.cache
def get_reader() -> Reader:
    return Reader(Project(ROOT, EDITION))


def read(page: str) -> nbformat.NotebookNode:
    return nbformat.read(SITE / "notebooks" / f"{page}.ipynb", as_version=4)


def get_code(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the code of a page or a notebook, without the cells that keep answers."""
    return [cell.source.strip() for cell in notebook.cells
            if cell.cell_type == "code" and "answers" not in cell.metadata.get("tags", [])]


def get_prose(page: str) -> str:
    """Return the Markdown of a notebook without its code and formulas."""
    text = "\n\n".join(c.source for c in read(page).cells if c.cell_type == "markdown")
    for hidden in (r"(?ms)^(`{3,}).*?^\1$", r"(?s)(`+).+?\1", r"(?s)\$\$.+?\$\$", r"\$[^$]+\$"):
        text = re.sub(hidden, "", text)
    return text


def squeeze(text: str) -> str:
    return " ".join(text.split())


def find_markup(text: str) -> list[str]:
    """Return what is MyST and not Markdown: a directive, a role, a label, a front matter."""
    myst = r"\{[a-z][\w:.-]*\}|^\([\w-]+\)=$|^:[\w-]+:|^:::|^\+\+\+|^jupytext:|^kernelspec:|^%"
    return re.findall(myst, text, re.MULTILINE)


@every_page
def test_notebook_is_valid_and_has_no_outputs(site, page):
    notebook = read(page)
    nbformat.validate(notebook)
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert not [c for c in notebook.cells if c.get("outputs") or c.get("execution_count")]
    assert notebook.metadata["kernelspec"]["name"] == "python3"
    assert re.match(r"# \S", notebook.cells[0].source)


@every_page
def test_gpu_is_asked_for_by_pages_that_time_jax(site, page):
    metadata, code = read(page).metadata, "\n".join(get_code(read(page))[2:])
    times = bool(re.search(r"^(import|from) jax\b", code, re.M) and CLOCKS.search(code))
    assert (metadata.get("accelerator") == "GPU") is times
    assert (metadata["colab"].get("gpuType") == "T4") is times


@every_page
def test_page_and_notebook_say_the_same(site, page):
    words = list_words_of_page(read_html(page))
    difference = find_difference(words, list_words_of_notebook(read(page)))
    assert not difference, f"{page}\n{difference}"


@pytest.mark.parametrize("markdown", [
    "# 1. Title\n\nOne *word* `code` $x^2$.\n\n$$a$$\n\n- **term**: what",
    "# 1. Title\n\nOne word.",
    "# Title\n\nOne *word* `code` $x^2$.\n\n$$\na \\tag{1}\n$$\n\n- **term**: what"])
def test_other_words_and_numbers_are_found(markdown):
    html = ("<article><h1>1. Title<a class='headerlink'>¶</a></h1><div class='launch'>Colab</div>"
            "<p>One <em>word</em> <code>code</code> <math><mi>x</mi></math>.</p><div class='math'>"
            "<span class='eqno'>(1)</span><math></math></div><dl><dt>term</dt><dd><p>what</p></dd>"
            "</dl><div class='cell_output'>5</div></article>")
    same = "# 1. Title\n\nOne *word* `code` $x^2$.\n\n$$\na \\tag{1}\n$$\n\n- **term**: what"
    for text, differs in ((same, False), (markdown, True)):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])
        words = list_words_of_notebook(notebook)
        assert bool(find_difference(list_words_of_page(html), words)) is differs, words


@with_solutions
@pytest.mark.parametrize("page", [page for page in PAGES if page.startswith("exercises/")])
def test_run_all_keeps_each_answer_that_a_solution_replaces(site, page):
    cells = [cell for cell in read(page).cells if cell.cell_type == "code"]
    stubs = {name for cell in cells if "raise NotImplementedError" in cell.source
             for name in re.findall(r"^def (\w+)", cell.source, re.M)}
    kept = [cell.source for cell in cells if cell.source.startswith("# Keep what you wrote")]
    assert stubs == set(re.findall(r"'(\w+)'", "".join(kept)))
    assert len(kept) == sum("What you wrote counts again" in cell.source for cell in cells)


@every_page
def test_code_is_that_of_the_page_after_the_install_and_the_versions(site, page):
    ours, theirs = get_code(read(page)), get_code(get_reader().read_notebook(page))
    assert theirs[0].startswith("%pip")
    assert "%pip install --quiet" in ours[0]
    assert "Python {platform" in ours[1]
    assert ours[2:] == theirs[1:]


def test_first_cells_are_one_text_but_for_packages_that_a_page_alone_needs(site):
    firsts = [get_code(read(page))[:2] for page in PAGES]
    assert len({(re.sub("(quantecon matplotlib).*", r"\1", one), two) for one, two in firsts}) == 1


@every_page
def test_prose_has_no_raw_markup(site, page):
    assert find_markup(get_prose(page)) == []


@pytest.mark.parametrize("text", ["{ref}`x`", "(lec-x)=", ":label: x", "kernelspec: {}", ":::"])
def test_raw_markup_is_found(text):
    assert find_markup(f"words\n{text}\n")


@every_page
def test_links_lead_to_pages_and_anchors_of_the_site(site, page):
    """With an address of the site in them, they are absolute; without, relative to the notebook."""
    canonical = read_html(page).select_one("link[rel=canonical]")
    home = canonical["href"].removesuffix(f"{page}.html") if canonical else "file:///"
    place = f"{home}notebooks/{page}.ipynb"
    found = [urljoin(place, a or b) for a, b in LINK.findall(get_prose(page))]
    inside = [address for address in found if address.startswith(home)]
    assert f"{home}{page}.html" in inside
    for address in inside:
        parts = urlsplit(address.removeprefix(home))
        target = site / unquote(parts.path)
        assert target.is_file(), address
        assert not parts.fragment or unquote(parts.fragment) in read_ids(target), address
    for address in set(found) - set(inside):
        assert urlsplit(address).scheme == "https"


@every_page
def test_exercises_and_figures_have_the_numbers_of_the_site(site, page):
    html = read_html(page)
    titles = [title.get_text() for title in html.select(".exercise > .admonition-title")]
    titles += [summary.get_text() for summary in html.select("details.solution > summary")]
    titles += [number.get_text() for number in html.select("figcaption .caption-number")]
    text = "\n".join(c.source for c in read(page).cells if c.cell_type == "markdown")
    headings = re.findall(r"^### (?:Exercise|Solution to) .+|^\*\*Fig\. [\d.]+\*\*", text, re.M)
    found = [re.sub(r"[#*`\\]", "", heading) for heading in headings]
    assert sorted(map(squeeze, found)) == sorted(map(squeeze, titles))


@pytest.fixture(scope="session")
def bare_python() -> Path:
    return make_environment()


def test_bare_environment_is_bare(bare_python, tmp_path):
    code = "import importlib.util as u\nprint([bool(u.find_spec(n)) for n in ('jax', 'sphinx')])"
    assert run_alone(bare_python, [code], tmp_path).stdout == "[True, False]\n"


def find_imports(page: str) -> list[str]:
    """Return the import statements of a notebook, each a line."""
    code = "\n".join(c for c in get_code(read(page)) if "%pip" not in c)
    imports = (n for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Import | ast.ImportFrom))
    return sorted({ast.unparse(node) for node in imports})


@pytest.fixture(scope="session")
def find_missing(request, bare_python, tmp_path_factory):
    """A function that tries the imports of all pages under test once; it returns the errors."""
    pages = {item.callspec.params["page"] for item in request.session.items
             if item.originalname == test_page_finds_what_it_imports.__name__}
    folder = tmp_path_factory.mktemp("imports")

    @functools.cache
    def find() -> dict[str, str]:
        lines = sorted({line for page in pages for line in find_imports(page)})
        code = (f"missing = {{}}\nfor line in {lines!r}:\n    try:\n        exec(line)\n"
                "    except ImportError as error:\n        missing[line] = str(error)\n"
                "import json\nprint(json.dumps(missing))")
        run = run_alone(bare_python, [code], folder)
        assert run.returncode == 0, run.stdout + run.stderr
        return json.loads(run.stdout.splitlines()[-1])

    return find


@every_page
def test_page_finds_what_it_imports(site, bare_python, find_missing, page):
    imports = find_imports(page)

    def look() -> None:
        missing = find_missing()
        assert {line: missing[line] for line in imports if line in missing} == {}

    prove(f"imports-{page.replace('/', '-')}", [imports, bare_python.parents[1].name], look)


@pytest.mark.long
@pytest.mark.parametrize("page", DRAWING)
def test_page_runs_alone_and_uses_no_key_twice(site, bare_python, tmp_path, page):
    cells = [code for code in get_code(read(page)) if "%pip" not in code]
    if GUARD in next(code for code in cells if "import jax" in code):  # its first cell
        return  # it was executed with the check
    guard = page not in SAME_DRAWS
    sources = [cells, bare_python.parents[1].name, read_programs(alone, reader), guard]
    prove(f"alone-{page.replace('/', '-')}", sources,
          lambda: assert_page_runs(bare_python, cells, tmp_path, guard))


def test_key_used_twice_is_an_error_there(bare_python, tmp_path):
    code = "import jax\nkey = jax.random.key(0)\njax.random.normal(key)\njax.random.normal(key)"
    run = run_alone(bare_python, [code], tmp_path)
    assert run.returncode != 0
    assert "KeyReuseError" in run.stderr


def test_install_cell_asks_for_nothing_that_is_there(site, bare_python, tmp_path):
    install = get_code(read("lectures/arrays"))[0]
    before, after = (
        re.findall(r"\S+==\S+", run_alone(bare_python, cells, tmp_path).stdout)
        for cells in (["%pip freeze"], [install, "%pip freeze"]))
    assert any(name.startswith("jax==") for name in before)
    assert after == before


@pytest.mark.parametrize(("found", "asked", "said"), [
    ({"jax": "0.7.0", "jax-cuda12-plugin": "0.7.0"}, False, "'jax[cuda12]>=0.9.2"),
    ({"jax": "0.11.1", "jax_cuda13_plugin": "0.11.1"}, False, "'jax[cuda13]>=0.9.2"),
    ({"jax": "0.7.0", "libtpu": "0.0.20"}, False, "'jax[tpu]>=0.9.2"),
    ({"jax": "0.10.0", "jax-cuda12-plugin": "0.10.0"}, False, ""),
    ({"jax": "0.10.0"}, True, ""),
    ({"jax": "0.7.0"}, True, "'jax>=0.9.2"),
    ({"jax": "0.99.0", "jax-cuda13-plugin": "0.99.0"}, False, "newer than any version"),
])
def test_install_cell_keeps_an_accelerator_and_versions_are_said(
    site, tmp_path, found, asked, said
):
    """Distributions of these names stand before the real ones; pip's order is recorded."""
    for name, number in found.items():
        info = tmp_path / f"{name.replace('-', '_')}-{number}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {number}\n")
    install, versions = get_code(read("lectures/arrays"))[:2]
    script = (
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell()\n"
        "shell.register_magic_function(lambda line: print('pip', line), magic_name='pip')\n"
        f"for cell in {[install, versions]!r}: shell.run_cell(cell).raise_error()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], text=True, capture_output=True, check=True,
        env=os.environ | {"PYTHONPATH": str(tmp_path), "IPYTHONDIR": str(tmp_path)},
    )
    pip, here, *warnings = done.stdout.splitlines()
    wanted = ">=0.9.2,!=0.11.1" if asked else f"=={found['jax']}"
    assert pip == f'pip install --quiet "jax{wanted}" quantecon matplotlib'
    assert here.endswith(f"JAX {found['jax']}")
    assert [said in line for line in warnings] == ([True] if said else [])


def test_jupytext_reads_the_code_that_the_book_executes():
    for page in LECTURES:
        ours, theirs = (get_code(notebook) for notebook in (
            get_reader().read_notebook(page), jupytext.read(ROOT / f"{page}.md")))
        assert ours == theirs
