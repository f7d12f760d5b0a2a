"""Names of libraries lead to their documentation, and an index of them to where they are explained.

Runs are made up, so that no kernel is started.
"""
import json

import pytest
from bs4 import BeautifulSoup, Tag

from conftest import HEAD, Book
from runs import fill_store

INVENTORY = """\
# Sphinx inventory version 1
# Project: jax
# Version: none
jax.jit function api/jax.jit.html
jax.lax.scan function api/jax.lax.scan.html
jax.numpy.cumsum function api/jax.numpy.cumsum.html
jax.numpy.where function api/jax.numpy.where.html
"""
FIRST = HEAD.format(title="First") + """\
(lec-first)=
## In short

```python
total = jnp.cumsum(x)
```

`jnp.cumsum` adds up. A leaf, a Pure
function, HLO, but no hlo: each pure function and two leafs.

```{code-cell} ipython3
import jax
import jax.numpy as jnp
from jax import lax
```

## Sum

`scan` is better, and `scan` is `lax.scan`.

```{code-cell} ipython3
@jax.jit
def f(x):
    return jnp.cumsum(x < 1).T + jnp.cumsum(x)
```

```{code-cell} ipython3
jnp.cumsum(1)
```

```{code-cell} ipython3
:tags: [hide-input]

jnp.where(1)
```

## Scan and sum

Also `cumsum`, and `os.getcwd`.

```{code-cell} ipython3
lax.scan(f, 0, x); jax.nothing(1)
```

```{code-cell} ipython3
:tags: [check]

print("PASS | one | 1 | == 1 | ± 0 | here"); jnp.where(1)
```
"""
SECOND = HEAD.format(title="Second") + """\
Write *pure
functions*, `leaf` or not. {term}`HLO`: HLO.

## Early

`jit`, `jit`, `jit` and `scan`.

```{code-cell} ipython3
from jax import jit
jit(f)
```

## Late

```{index} ! jax.numpy.where
```

It chooses.

```{code-cell} ipython3
import jax.numpy as jnp
jnp.where(x)
```
"""
EXERCISE = HEAD.format(title="Practice") + """\
A leaf.

```{exercise} Scan
:label: ex-scan

Write `jnp.cumsum`, `jnp.cumsum`, `jnp.cumsum`, `jnp.cumsum`, `jnp.cumsum`.
```

```{code-cell} ipython3
import jax.numpy as jnp
jnp.cumsum(1)
```
"""
SOLUTION = """\
```{solution-start} ex-scan
:label: sol-scan
```
`jnp.sin`.

```{code-cell} ipython3
jnp.sin(jnp.cumsum(1))
```
```{solution-end}
```
"""
NAMES = """\
# Names

## Of JAX

```{names} jax
:except: jax.numpy
```

## Others

```{names} jax.numpy
```
"""
TERMS = """\
# Terms

```{glossary}
leaf
  An array. See {term}`pure function`.

pure function
  It has no effects.

HLO
  A language.
```
"""
OPTIONS = """
    jaxbook_link_terms: true
    intersphinx_mapping: {jax: ["https://example.org/", jax.txt]}
    html_show_sphinx"""


def build(book: Book) -> None:
    fill_store(book.folder)
    run = book.run("render")
    assert run.returncode == 0, run.stderr


@pytest.fixture(scope="module")
def named(tmp_path_factory) -> Book:
    book = Book(tmp_path_factory.mktemp("named") / "book")
    config = book.folder / "_config.yml"
    config.write_text(config.read_text().replace("\n    html_show_sphinx", OPTIONS))
    (book.folder / "jax.txt").write_text(INVENTORY)
    for name, text in {"lectures/a": FIRST, "lectures/b": SECOND, "exercises/x": EXERCISE,
                       "solutions/x": SOLUTION, "lectures/names": NAMES,
                       "lectures/terms": TERMS}.items():
        book.write(f"{name}.md", text)
    build(book)
    return book


def parse(book: Book, page: str) -> BeautifulSoup:
    return BeautifulSoup(book.read(page), "html5lib")


def list_links(tag: Tag) -> list[tuple[str, str]]:
    return [(link.get_text(), str(link["href"])) for link in tag.select(".highlight a")]


def list_rows(book: Book) -> list[list[list[tuple[str, str]]]]:
    """Return the tables of the index: of each row what it says and where its links lead."""
    return [[(cell.get_text(" ", strip=True), *(str(link["href"]) for link in cell.select("a")))
             for row in table.select("tbody tr") for cell in row.select("td")]
            for table in parse(book, "lectures/names").select("table.names")]


def test_names_in_code_lead_to_their_documentation_once_per_section(named):
    page = parse(named, "lectures/a")
    api = "https://example.org/api/"
    cumsum = ("jnp.cumsum", f"{api}jax.numpy.cumsum.html#jax.numpy.cumsum")
    assert list_links(page) == [
        cumsum, ("@jax.jit", f"{api}jax.jit.html#jax.jit"), cumsum,
        ("lax.scan", f"{api}jax.lax.scan.html#jax.lax.scan")]
    code = [block.get_text() for block in page.select(".highlight")]
    assert "@jax.jit\ndef f(x):\n    return jnp.cumsum(x < 1).T + jnp.cumsum(x)\n" in code
    assert not page.select(".highlight a a")
    assert [name for name, _ in list_links(parse(named, "exercises/x"))] == ["jnp.cumsum"]


def test_index_leads_to_the_place_that_explains_a_name_and_to_its_documentation(named):
    api = "https://example.org/api/"
    assert list_rows(named) == [
        [("jax.jit", f"{api}jax.jit.html#jax.jit"), ("Second: Early", "b.html#early"),
         ("jax.lax.scan", f"{api}jax.lax.scan.html#jax.lax.scan"),
         ("First: Sum", "a.html#sum"),
         ("jax.nothing",), ("used in First: Scan and sum", "a.html#scan-and-sum")],
        [("jax.numpy.cumsum jnp.cumsum", f"{api}jax.numpy.cumsum.html#jax.numpy.cumsum"),
         ("First: Scan and sum", "a.html#scan-and-sum"),
         ("jax.numpy.where jnp.where", f"{api}jax.numpy.where.html#jax.numpy.where"),
         ("Second: Late", "b.html#late")]]
    assert len(parse(named, "lectures/names").select("input.filter")) == 1


def test_search_finds_names_as_they_are_written_and_terms(named):
    text = (named.folder / "_build/full/html/searchindex.js").read_text()
    index = json.loads(text[text.index("{"):text.rindex("}") + 1])
    found = {entry: [(index["docnames"][page], target, main) for page, target, main in places]
             for entry, places in index["indexentries"].items()}
    for name in ("jax.numpy.where", "jnp.where", "where"):
        assert ("lectures/b", "late", True) in found[name]
    assert found["lax.scan"] == found["scan"] == [("lectures/a", "sum", True)]
    assert found["nothing"] == [("lectures/a", "scan-and-sum", False)]
    assert found["leaf"] == [("lectures/terms", "term-leaf", True)]
    assert "sin" not in found


def list_terms(book: Book, page: str) -> list[tuple[str, str]]:
    return [(" ".join(link.get_text().split()), str(link["href"]))
            for link in parse(book, page).select("a.term")]


def test_lectures_link_each_term_once_where_they_use_it_first(named):
    assert list_terms(named, "lectures/a") == [
        ("leaf", "terms.html#term-leaf"), ("Pure function", "terms.html#term-pure-function"),
        ("HLO", "terms.html#term-HLO")]
    assert list_terms(named, "lectures/b") == [("pure functions", "terms.html#term-pure-function")]
    assert list_terms(named, "exercises/x") == list_terms(named, "lectures/terms") == []
    ids = {tag["id"] for tag in parse(named, "lectures/terms").find_all(id=True)}
    assert {"term-leaf", "term-pure-function", "term-HLO"} <= ids


def test_notebook_links_terms_to_the_site_and_has_plain_code(named):
    cells = named.read_notebook("lectures/a").cells
    text = "\n".join(cell.source for cell in cells)
    assert "A [leaf](../../lectures/terms.html#term-leaf), a" in text
    assert "def f(x):\n    return jnp.cumsum(x < 1).T + jnp.cumsum(x)" in text
    assert "{index}" not in "\n".join(c.source for c in named.read_notebook("lectures/b").cells)


def test_student_edition_knows_no_name_of_a_solution(named, monkeypatch):
    monkeypatch.setenv("EDITION", "student")
    fill_store(named.folder)
    run = named.run("render", EDITION="student")
    assert run.returncode == 0, run.stderr
    site = named.read_site("student")
    assert not [name for name, content in site.items() if b"jnp.sin" in content]


@pytest.mark.parametrize(("name", "old", "new"), [
    ("lectures/a.md", "## Sum", "## Add"),
    *(pytest.param(*edit, marks=pytest.mark.long) for edit in [
        ("lectures/a.md", "Also `cumsum`", "Also `where`"),
        ("lectures/b.md", "! jax.numpy.where", "! jax.jit"),
        ("lectures/terms.md", "leaf", "Leaf"),
        ("jax.txt", "jax.jit function", "jax.nothing function")]),
])
def test_warm_build_equals_a_clean_one(named, tmp_path, name, old, new):
    warm = named.copy(tmp_path / "warm", built=True)
    before = warm.read_site()
    path = warm.folder / name
    path.write_text(path.read_text().replace(old, new))
    build(warm)
    clean = warm.copy(tmp_path / "clean")
    build(clean)
    assert before != warm.read_site() == clean.read_site()


def test_book_without_inventories_has_no_links_in_code(good_book):
    assert not BeautifulSoup(good_book.read("lectures/a"), "html5lib").select(".highlight a")
