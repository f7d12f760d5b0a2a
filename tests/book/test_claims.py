"""A claim leads to its check and back; the ledger shows its sentence; reading time is computed."""
import re

import pytest
from bs4 import BeautifulSoup, Tag
from docutils import nodes

from conftest import HEAD, Book
from jaxbook.runs.model import list_claims, split_claim
from jaxbook.site.claims import copy_sentence

PAGE = HEAD.format(title="Squares") + """
**Question.** What is a square? **You need** numbers.

Squares of `x` are never negative, e.g. that of -2.{claim}`sign` They grow fast.{claim}`quick` Two
squares add up to the third{claim}`sum` for *some* triples, see {numref}`fig-idea`. No claim.

| what | result |
|---|---|
| the root | is positive{claim}`sign` |

```{figure} idea.svg
:name: fig-idea
:alt: Two "boxes".

An idea.
```

## Deeper: look further

More words.

```{code-cell} ipython3
x = 1
```

```{code-cell} ipython3
y = 2
```

## Checks

```{code-cell} ipython3
:tags: [check]

print("PASS | sign: the square of -2 is positive | 4 | > 0 | ± 0 | this page")
print("PASS | sum: 9 and 16 are 25 | True | == True | ± 0 | this page")
print("NOT CHECKED HERE | GPU: sum: on a GPU too | needs a GPU")
print("DIFFERS HERE | quick: time of x over that of y | 2.5 | < 1 | ± 0 | this machine")
print("PASS | sign: so is that of 2 | 4 | > 0 | ± 0 | this page")
```
"""
DRAWING = ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9">'
           "<style>@media print{svg:root{color:red}}</style>\n"
           '<rect width="9" height="9" stroke="currentColor"/></svg>')


def parse(book: Book, page: str) -> BeautifulSoup:
    return BeautifulSoup(book.read(page), "html5lib")


def follow(page: BeautifulSoup, link: Tag) -> Tag:
    """Return what a link within the page leads to."""
    target = page.find(id=link["href"].partition("#")[2])
    assert isinstance(target, Tag), f"{link} leads nowhere"
    return target


@pytest.fixture(scope="module")
def claimed(tmp_path_factory) -> Book:
    book = Book(tmp_path_factory.mktemp("claimed") / "book")
    book.write("lectures/a.md", PAGE)
    (book.folder / "lectures/idea.svg").write_text(DRAWING)
    book.write("lectures/z.md", "# Ledger\n\n```{ledger}\n```\n")
    run = book.build()
    assert run.returncode == 0, run.stderr
    return book


def test_mark_leads_to_the_line_below_its_check_and_back(claimed):
    page = parse(claimed, "lectures/a")
    marks = page.select("a.claim")
    assert [mark["aria-label"] for mark in marks] == [
        "Checked by the build: sign",
        "Measured by the build, which found otherwise on this machine: quick",
        "Checked by the build: sum", "Checked by the build: sign"]
    assert ["differs" in mark["class"] for mark in marks] == [False, True, False, False]
    assert len({mark["id"] for mark in marks}) == 4
    for mark in marks:
        back = follow(page, mark)
        assert "print" in back.find_parent("p").find_previous_sibling("div", class_="cell").text
        assert follow(page, back)["aria-label"] == mark["aria-label"]
    assert follow(page, follow(page, marks[3])) is marks[0]


def test_ledger_shows_each_sentence_once_above_its_checks(claimed):
    ledger = parse(claimed, "lectures/z")
    rows = [" | ".join(" ".join(cell.text.split()) for cell in row.select("td") if cell.text)
            for row in ledger.select("table.ledger tbody tr")]
    assert rows == [
        "Squares of x are never negative, e.g. that of -2. on the page",
        "the square of -2 is positive | 4 | > 0 | ± 0 | this page | passed",
        "so is that of 2 | 4 | > 0 | ± 0 | this page | passed",
        "Two squares add up to the third for some triples, see Fig. 1. on the page",
        "9 and 16 are 25 | yes | == yes | ± 0 | this page | passed",
        "GPU: on a GPU too | not checked on this machine: needs a GPU; no other machine has "
        "recorded this check",
        "They grow fast. on the page",
        "time of x over that of y | 2.5 | < 1 | ± 0 | this machine | "
        "measured otherwise on this machine"]
    assert "3 checks on 1 pages passed; 1 could not run" in ledger.text
    assert "which measured 1 otherwise" in ledger.text
    page = parse(claimed, "lectures/a")
    for row, name in zip(ledger.select("tr.claimed"), ("sign", "sum", "quick"), strict=True):
        link = row.select("a")[-1]
        assert link["href"].startswith("a.html#")
        assert follow(page, link)["aria-label"].endswith(name)


def test_deeper_sections_and_checks_are_closed_and_say_what_is_inside(claimed):
    page = parse(claimed, "lectures/a")
    folds = page.select("section > details.fold")
    assert not any(fold.has_attr("open") for fold in folds)
    titles = [(fold.summary.h2.contents[0], fold.summary.span.text) for fold in folds]
    assert titles == [("Deeper: look further", "1 min"), ("Checks", "3 claims checked")]
    assert "More words" in folds[0].text
    assert "PASS" in folds[1].text
    assert "No claim" not in "".join(fold.text for fold in folds)


def test_time_stands_behind_what_the_reader_needs(claimed):
    need = parse(claimed, "lectures/a").find("strong", string="You need").parent
    assert need.get_text().endswith("Time: 1 min; 2 with all that is folded away.")
    assert "Time:" not in claimed.read("lectures/intro")


def test_drawing_is_part_of_the_page_and_a_file_for_the_notebook(claimed):
    figure = parse(claimed, "lectures/a").select_one("figure")
    assert figure.svg["aria-label"] == 'Two "boxes".'
    assert figure.svg["role"] == "img"
    assert not figure.select("style, img")
    text = "\n".join(cell.source for cell in claimed.read_notebook("lectures/a").cells)
    name = re.search(r"_images/([\w.]+)\)", text)[1]
    assert (claimed.folder / "_build/full/html/_images" / name).read_text() == DRAWING


def test_notebook_shows_sentences_plain_and_folds_what_the_page_folds(claimed):
    cells = claimed.read_notebook("lectures/a").cells
    text = "\n".join(cell.source for cell in cells)
    assert "that of -2. They grow" in text
    assert "claim" not in text.replace("No claim", "")
    folded = [cell.source for cell in cells if "jp-MarkdownHeadingCollapsed" in cell.metadata]
    assert folded == ["## Deeper: look further", "## Checks"]


def test_warm_ledger_follows_a_changed_sentence(claimed, tmp_path):
    warm = claimed.copy(tmp_path / "warm", built=True)
    warm.write("lectures/a.md", PAGE.replace("never negative", "positive or zero"))
    assert warm.run("render").returncode == 0
    clean = warm.copy(tmp_path / "clean")
    (clean.folder / "_build/runs").parent.mkdir(parents=True)
    (clean.folder / "_build/runs").symlink_to(warm.folder / "_build/runs")
    assert clean.run("render").returncode == 0
    assert "positive or zero" in warm.read("lectures/z")
    assert warm.read_site() == clean.read_site()


@pytest.mark.parametrize(("old", "new", "said"), [
    ("{claim}`sum`", "", "no sentence of the page makes the claim sum; write {claim}`sum`"),
    ("sum: 9", "total: 9", "no check asserts the claim sum"),
])
def test_claim_without_check_and_check_without_claim_fail(claimed, tmp_path, old, new, said):
    book = claimed.copy(tmp_path / "book")
    page = PAGE.replace(old, new).replace('print("NOT', '# print("NOT')
    book.write("lectures/a.md", page)
    run = book.build()
    assert run.returncode == 1
    assert said in run.stderr
    assert re.search(r"lectures/a\.md:\d+: ", run.stderr)


def test_page_without_claims_may_have_any_checks(claimed, tmp_path):
    book = claimed.copy(tmp_path / "book")
    book.write("lectures/a.md", re.sub(r"\{claim\}`\w+`", "", PAGE))
    assert book.build().returncode == 0


def test_names_of_claims_are_read_from_the_code_of_checks():
    code = ('check("a: one", 1)\ncheck(f"b-2: {x}: y: z", 2)\ncheck("No: one", 3)\n'
            'print("NOT CHECKED HERE | c: two | needs a GPU")\n'
            'for s in ("GPU: d: e", "a: f"):\n    pass')
    assert list_claims(code) == ["a", "b-2", "c", "d"]
    assert list_claims("%pip install x") == []
    assert split_claim("GPU: d: e") == ("d", "GPU: e")
    assert split_claim("Two words: e") == ("", "Two words: e")


def test_copy_of_a_sentence_has_no_id_of_its_parts():
    cited = nodes.inline("", "Kahan", ids=["id1"])
    copy = copy_sentence([cited, nodes.Text(" says so.")])
    assert copy.astext() == "Kahan says so."
    assert [part["ids"] for part in copy.findall(nodes.Element)] == [[], []]
    assert cited["ids"] == ["id1"]
