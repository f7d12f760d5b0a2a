"""What a page says in MyST stands in its notebook as plain Markdown, with the site's numbers."""
import json
import re

import nbformat
import pytest

from conftest import HEAD, Book

PAGE = HEAD.format(title="All * forms") + r"""
(sec-first)=
## A `first` part

Words in *italics*, **bold**, `co|de`, ``a ` b``; $x^2$ costs 5\$ & a\_b *or* not_so &lt;b&gt;.
See {ref}`sec-first`, {ref}`there <lec-other>`, {numref}`fig-one`, {eq}`eq-one`, {numref}`ex-one`,
[JAX](https://docs.jax.dev/a_(b)), <https://docs.jax.dev>, and a note[^note].

\- no list

2020\. No list either.

```{code-cell} ipython3
---
mystnb:
  figure: {name: fig-one, caption: "A line in $x$."}
  image: {alt: "A straight line."}
---
from IPython.display import Image, display
import base64
display(Image(base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwAD"
                               "hgGAWjR9awAAAABJRU5ErkJggg==")))
```

$$
a + b \\
= c
$$ (eq-one)

```{tip}
Try it.

- one $x$

  $$
  a
  = b
  $$

- two
```

```{admonition} My *own*
> quoted
```

3. three
4. four

term
: What it is.

| a | b |
|---|---|
| `x \| y` | $\|x\| \le \vert y \vert$ |

````python
x = "```"
````

% a comment

```{exercise} Count
:label: ex-one

Count to $3$.
```

```{code-cell} ipython3
:tags: [check, hide-input]

1 + 1
```

[^note]: Said below.
"""
SOLUTION = """
```{solution-start} ex-one
:label: sol-one
```

One, two, three.

```{code-cell} ipython3
1 + 1
```

```{solution-end}
```
"""


@pytest.fixture(scope="module")
def forms(tmp_path_factory) -> Book:
    """A built book whose page has each form once, an exercise and its solution."""
    book = Book(tmp_path_factory.mktemp("forms") / "book")
    book.write("exercises/forms.md", PAGE)
    book.write("solutions/forms.md", SOLUTION)
    book.write("lectures/other.md", "(lec-other)=\n# Other\n\nWords.\n")
    run = book.build()
    assert run.returncode == 0, run.stderr
    return book


def read_text(notebook: nbformat.NotebookNode) -> str:
    return "\n\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")


HERE = "../../exercises/forms.html"


@pytest.mark.parametrize("markdown", [
    "# All \\* forms\n",
    "## A `first` part",
    r"Words in *italics*, **bold**, `co|de`, ``a ` b``; $x^2$ costs 5\$ & a_b *or* not_so \<b\>.",
    f"See [A first part]({HERE}#sec-first), [there](../../lectures/other.html#lec-other),",
    f"[Fig. 1]({HERE}#fig-one), [(1)]({HERE}#equation-eq-one), [Exercise 1]({HERE}#ex-one),",
    "[JAX](<https://docs.jax.dev/a_(b)>), <https://docs.jax.dev>, and a note\\[1\\].",
    "\n\\- no list\n",
    "\n2020\\. No list either.\n",
    "**Fig. 1** A line in $x$.",
    "$$\n\\begin{aligned}a + b \\\\\n= c\\end{aligned} \\tag{1}\n$$",
    "> **Tip**\n>\n> Try it.\n>\n> - one $x$\n>\n>   $$a = b$$\n> - two",
    "> **My *own***\n>\n> > quoted",
    "3. three\n4. four",
    "- **term**: What it is.",
    "| a | b |\n| --- | --- |\n| `x \\| y` | $\\vert x\\vert  \\le \\vert y \\vert$ |",
    "````python\nx = \"```\"\n````",
    "### Exercise 1 (Count)\n\nCount to $3$.",
    "### Solution to Exercise 1 (Count)\n\nOne, two, three.",
    "\\[1\\] Said below.",
])
def test_form(forms, markdown):
    assert markdown in read_text(forms.read_notebook("exercises/forms"))


def test_comment_is_absent(forms):
    assert "a comment" not in read_text(forms.read_notebook("exercises/forms"))


def test_page_without_code_has_no_notebook_and_no_links_to_one(forms):
    assert not (forms.folder / "_build/full/html/notebooks/lectures/other.ipynb").exists()
    assert ".ipynb" in forms.read("exercises/forms")
    assert ".ipynb" not in forms.read("lectures/other")


def test_hidden_code_and_solutions_are_folded(forms):
    notebook = forms.read_notebook("exercises/forms")
    hidden = [c for c in notebook.cells if c.metadata.get("jupyter", {}).get("source_hidden")]
    assert [c.metadata["tags"] for c in hidden] == [["check", "hide-input"]]
    (folded,) = [c for c in notebook.cells if "jp-MarkdownHeadingCollapsed" in c.metadata]
    assert folded.source == "### Solution to Exercise 1 (Count)"
    assert notebook.metadata["colab"]["collapsed_sections"] == [folded.metadata["id"]]


def test_equal_cells_have_their_own_ids_and_a_change_keeps_those_of_others(forms, tmp_path):
    before = forms.read_notebook("exercises/forms")
    ids = [cell.id for cell in before.cells]
    assert len(set(ids)) == len(ids)
    assert [c.source for c in before.cells].count("1 + 1") == 2
    page = forms.folder / "exercises" / "forms.md"
    page.write_text(PAGE.replace("Count to $3$.", "Count to $4$."))
    assert forms.run("render").returncode == 0
    after = forms.read_notebook("exercises/forms")
    page.write_text(PAGE)
    changed = [a.source for a, b in zip(after.cells, before.cells, strict=True) if a.id != b.id]
    assert changed == ["### Exercise 1 (Count)\n\nCount to $4$."]


def test_notebook_goes_with_its_page(forms):
    forms.write_notebook("lectures/gone.md", "1 + 1")
    assert forms.build().returncode == 0
    gone = forms.folder / "_build/full/html/notebooks/lectures/gone.ipynb"
    assert gone.exists()
    (forms.folder / "lectures/gone.md").unlink()
    forms.write("lectures/other.md", "(lec-other)=\n# Other\n\nWords.\n")
    assert forms.run("render").returncode == 0
    assert not gone.exists()


def test_student_edition_has_the_exercise_and_no_solution(forms):
    run = forms.build(EDITION="student")
    assert run.returncode == 0, run.stderr
    notebook = forms.read_notebook("exercises/forms", "student")
    assert "### Exercise 1 (Count)" in read_text(notebook)
    assert "olution" not in json.dumps(notebook)
    assert notebook.metadata["colab"]["collapsed_sections"] == []


@pytest.mark.parametrize(("text", "said"), [
    ("````{note}\n```{code-cell} ipython3\n1 + 1\n```\n````",
     "the `code-cell` was not converted, because it is nested"),
])
def test_what_cannot_be_converted_fails_and_names_page_and_line(book, text, said):
    page = f"{HEAD.format(title='Page')}\n{text}\n"
    book.write("lectures/a.md", page)
    run = book.build()
    assert run.returncode == 1
    (warning,) = (line for line in run.stderr.split("\n") if said in line)
    line = int(re.match(r"\S*lectures/a\.md:(\d+): WARNING: ", warning)[1])
    assert page.index(text) <= len("".join(page.splitlines(keepends=True)[:line])) <= len(page)
