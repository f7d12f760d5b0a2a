"""Each rule of form finds its fault, says what to write, and leaves good text alone."""
import pytest

import jaxbook.form
from jaxbook.form import every, find_faults, house
from jaxbook.form.page import Page
from jaxbook.pages import Pages
from jaxbook.project import BookError, Project

ENABLED = frozenset({"dollarmath", "amsmath", "deflist", "colon_fence", "attrs_inline"})
LABELLED = """\
(lec-x)=
# Title

**Question.** Is this question long enough to be a description? **You need** nothing.
"""
QUESTION = "**Question.** Is this question long enough to be a description?"


def cell(code: str, *options: str) -> str:
    return "\n".join(["```{code-cell} ipython3", *options, *([""] if options else []), code, "```"])


def figure(name: str = "fig-x", caption: str = "A curve that rises.",
           alt: str = "A curve that rises from left to right.") -> str:
    options = ["---", "mystnb:", f'  figure: {{name: {name}, caption: "{caption}"}}',
               f'  image: {{alt: "{alt}"}}', "---"]
    return cell("\n".join([*options, "plt.show()"])) + "\n\n{numref}`fig-x` shows it."


def exercise(*cells: str, label: str = ":label: ex-x") -> str:
    return "\n\n".join([f"```{{exercise}} Do it\n{label}\n\nWords.\n```", *cells, "## Next"])


INSTALL = cell('%pip install --quiet "jax>=0.9.2,!=0.11.1" quantecon matplotlib',
               ":tags: [skip-execution, hide-cell]")
HELPER = house.find_template_cell("def check(", ENABLED).code

FAULTS = [  # rule, text, line and words of what is said
    (every.find_conflicts, "a\n<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs\n", 2, "two versions"),
    (every.find_conflicts, "a\n>>>>>>> theirs\n", 2, "two versions"),
    (every.find_conflicts, cell("x = 1\n<<<<<<< ours"), 3, "two versions"),
    (every.find_bad_options, cell("---\nmystnb: a: b\n---\nx"), 1, "not valid YAML"),
    (every.find_bad_options, cell("x", ":tags: hide-input"), 1, "`:tags: [hide-input]`"),
    (every.find_misspelt_tags, cell("x", ":tags: [hide-inputs]"), 1, "write hide-input"),
    (every.find_misspelt_tags, cell("x", ":tags: [hide_input]"), 1, "write hide-input"),
    (every.find_misspelt_tags, cell("x", ":tags: [raises_exception]"), 1, "write raises-exception"),
    (every.find_wrapped_options, "# A\n\n```{figure} a.svg\n:alt: One\n  and two.\n```", 5,
     "in one line"),
    (every.find_repeated_labels, "(a)=\n## B\n\n(a)=\n## C\n", 4, "already used in line 1"),
    (every.find_repeated_labels, "(a)=\n## B\n\n" + figure("a"), 4, "already used in line 1"),
    (house.find_labels_of_headings, "(two-words)=\n\nText.\n\n## Two words\n", 1,
     "write another label"),
    (every.find_missing_head, "# A\n\n" + cell("x"), 1, "`file_format: mystnb`"),
    (every.find_missing_head, f"---\na: b\n---\n{cell('x')}", 1, "`file_format: mystnb`"),
    (every.find_unclosed, "# A\n\n```{note}\nWords.\n\n## B\n", 3, "a line ``` where it ends"),
    (every.find_unclosed, "::::{note}\n:::{tip}\n:::\n", 1, "a line :::: where"),
    (house.find_unknown_markup, "# A\n\n- one\n- [ ] two\n", 4, "add tasklist to"),
    (house.find_unknown_markup, "Words\nof ~~two~~ kinds.\n", 1, "add strikethrough to"),
    (house.find_bad_head, LABELLED.replace("lec-x", "lec-y"), 2, "(lec-x)="),
    (house.find_bad_head, LABELLED.removeprefix("(lec-x)=\n"), 1, "(lec-x)="),
    (house.find_bad_head, "Words.\n", 1, "a title"),
    (house.find_bad_head, LABELLED + "\n# Second\n", 6, "one title"),
    (house.find_bad_head, LABELLED.replace("Question.", "Query."), 2, "**Question.**"),
    (house.find_bad_head, LABELLED.replace("?", "."), 2, "**Question.**"),
    (house.find_bad_head, LABELLED.replace("long enough to be a ", ""), 2, "40 to 250"),
    (house.find_bad_head, LABELLED.replace("You need", "Needed:") + cell("x"), 2, "**You need**"),
    (house.find_bad_head, LABELLED + "**Time:** 20 minutes.\n\n" + cell("x"), 2, "**Time:**"),
    (house.find_bad_sections, "# A\n\n## In short\n\n## Takeaways\n\n" + cell("x"), 5, "## Checks"),
    (house.find_bad_sections, "# A\n\n## In short\n\n## Takeaways\n\n# Checks\n\n" + cell("x"), 7,
     "## Checks"),
    (house.find_bad_sections, "# A\n\n## B\n\n## Takeaways\n\n## Checks\n\n" + cell("x"), 1,
     "## In short"),
    (every.find_unpaired_claims, "Words.{claim}`a` More.\n\n" + cell("check('b: c')"), 1,
     "no check asserts the claim a"),
    (every.find_unpaired_claims, "Words.{claim}`a`\n\n" + cell("check('a: b')\ncheck('b: c')",
     ":tags: [check]"), 3, "no sentence of the page makes the claim b"),
    (house.find_missing_checks, cell("check(1)"), 1, "tag check"),
    (house.find_missing_checks, cell("x = 1", ":tags: [check]"), 1, "tag check"),
    (house.find_long_page, "a\n" * 451, 450, "451 lines"),
    (house.find_comments, "A tax of 20 and of 40\n% above 100.\n", 2, "comment"),
    (house.find_unknown_tags, cell("x", ":tags: [mine]"), 1, "unknown tag mine; known are check"),
    (house.find_bad_cells, cell("x = 1\n" * 13), 1, "13 lines and may have 12"),
    (house.find_bad_cells, cell("def f():\n" + "    x = 1\n" * 25), 1, "26 lines and may have 25"),
    (house.find_bad_cells, cell("x = 1\n" * 26, ":tags: [check]"), 1, "26 lines and may have 25"),
    (house.find_bad_cells, cell("x = 1\n\ny = '" + "a" * 84 + "'"), 4, "90 characters"),
    (house.find_bad_cells, cell("y = '" + "a" * 84 + "'", ":tags: [check]"), 4, "90 characters"),
    (house.find_bad_cells, cell("x = 1\n%timeit f(x)"), 3, "`%timeit f(x)` works in IPython alone"),
    (house.find_bad_cells, cell("%%time\nf(x)"), 2, "`%%time` works in IPython alone"),
    (house.find_bad_cells, cell("!ls"), 2, "subprocess.run"),
    (house.find_bad_cells, cell("x = 1\ny = (\n"), 3, "not valid Python"),
    (house.find_bad_cells, cell("import jax\nimport pandas as pd"), 3, "do not have pandas"),
    (house.find_bad_cells, cell("def f():\n    from torch.nn import x"), 3, "do not have torch"),
    (house.find_bad_figures, figure(name="x"), 1, "a name that begins with fig-"),
    (house.find_bad_figures, figure(caption="Short."), 1, "a caption"),
    (house.find_bad_figures, figure(alt="Short."), 1, "alt text"),
    (house.find_bad_figures, figure().replace("numref", "ref").replace("`fig-x`", "it"), 1,
     "a sentence with {numref}`fig-x`"),
    (house.find_bad_figures, cell("plt.show()"), 1,
     "a name that begins with fig-, a caption of more than 10 characters, alt text of more than 20 "
     "characters and a sentence with {numref}`fig-x`"),
    (house.find_bad_label_forms, "(Lec-x)=\n# X\n", 1, "the label Lec-x"),
    (house.find_bad_label_forms, exercise(label=":label: rows"), 1, "the label rows"),
    (house.find_bad_label_forms, figure(name="plot"), 1, "the label plot"),
    (house.find_other_install_line, cell("%pip install jax"), 1, "templates/new/lecture.md"),
    (house.find_other_install_line, INSTALL.replace("matplotlib", "matplotlib --pre"), 1,
     "names of packages that only this page needs may follow"),
    (house.find_bad_cells, INSTALL.replace("matplotlib", "matplotlib optax") + "\n\n"
     + cell("import lineax"), 8, "add lineax to the first cell"),
    (house.find_other_install_line, cell("import jax") + "\n\n" + INSTALL, 1, "the first cell"),
    (house.find_other_install_line, INSTALL.replace("hide-cell", "hide-input"), 1, "hide-cell"),
    (house.find_other_helper, cell(HELPER.replace("Print", "Say")), 1, "helper `check`"),
    (house.find_exercises_without_check, exercise(cell("f = 1")), 1, "the tag check"),
    (house.find_exercises_without_check, exercise(), 1, "the tag check"),
    (house.find_exercises_without_check, exercise(cell("f()", ":tags: [check]"), label=""), 1,
     "`:label: ex-…`"),
]
TIMES = ["takes 12 ms", "0.7 seconds", "3 times faster", "900 GB/s", "ran in about a second",
         "took half a minute on the train", "needed three milliseconds"]
MACHINES = ["an EPYC is slow", "on my laptop", "our own machine", "a MacBook"]
FAULTS += [(house.find_named_times_and_machines, f"\nIt {words}.\n", 2, "every machine")
           for words in TIMES + MACHINES]

GOOD = [
    (every.find_conflicts, "Title\n=======\n\n    <<<<<<< ours\n\n<< a >>\n"),
    (every.find_bad_options, cell("---\ntags: [check]\nmystnb: {a: 'b: c'}\n---\nx")),
    (every.find_bad_options, cell("x")),
    (every.find_misspelt_tags, cell("x", ":tags: [check, remove_input, remove-cell, my-class]")),
    (house.find_other_install_line, INSTALL.replace("matplotlib", "matplotlib lineax")),
    (house.find_bad_cells, INSTALL.replace("matplotlib", "matplotlib lineax") + "\n\n"
     + cell("import lineax")),
    (house.find_labels_of_headings, "(sec-a)=\n## A\n"),
    (every.find_wrapped_options, "```{figure} a.svg\n:alt: One\n\n  Words.\n```\n\n: b\n  c\n"),
    (every.find_wrapped_options, cell("f(\n  x)", ":tags: [check]")),
    (every.find_repeated_labels, "(a)=\n# A\n\n```{math}\n:label: a\nx\n```\n"),
    (every.find_repeated_labels, "(lec-a)=\n# B\n\n(sec-a)=\n## C\n\n" + figure() + exercise()),
    (every.find_missing_head, f"---\nfile_format: mystnb\n---\n{cell('x')}"),
    (every.find_missing_head, "---\njupytext:\n  text_representation:\n    format_name: myst\n---\n"
     + cell("x")),
    (every.find_missing_head, "Words.\n\n```{note}\nA cell is none.\n```\n"),
    (every.find_unclosed, ":::{note}\nWords.\n:::\n\n````{tip}\n```{code}\n```\n````\n"),
    (every.find_unclosed, "- item\n\n  ```{note}\n  Words.\n  ```\n"),
    (house.find_unknown_markup, "`~~a~~`, a ~ b ~~ c\n\n- [link](x)\n- `[ ]`\n\n" + cell("~~x")),
    (house.find_bad_head, LABELLED),
    (house.find_bad_head, LABELLED + cell("x") + "\n\n## Section\n"),
    (house.find_bad_head, f"---\nkernelspec: {{name: python3}}\n---\n\n\n{LABELLED}"),
    (house.find_bad_head, f"---\njupytext:\n  formats: md\n---\n\n{LABELLED}"),
    (house.find_bad_head, f"(lec-x)=\n# Title\n\n{QUESTION}\n"),  # no cells
    (house.find_bad_sections,
     "# A\n\n## In short\n\n## B\n\n## Takeaways\n\n## Checks\n\n### More\n\n" + cell("x")),
    (house.find_bad_sections, "# A\n\nWords only.\n"),
    (every.find_unpaired_claims, "Words.{claim}`a`\n\n" + cell("check('a: b')", ":tags: [check]")),
    (every.find_unpaired_claims, "Words.\n\n" + cell("check('a: b')", ":tags: [check]")),
    (house.find_missing_checks, cell("check(1)", ":tags: [check, hide-input]")),
    (house.find_missing_checks, cell("assert x", ":tags: [check]")),
    (house.find_missing_checks, "Words only.\n"),
    (house.find_long_page, "a\n" * 450),
    (house.find_long_page, "```{index} ! jax.jit\n```\n\n" + "a\n" * 450),
    (house.find_long_page, "a\n" * 450 + "## Checks\n" + "a\n" * 99),
    (house.find_long_page, cell("x = 1\n" * 20, ":tags: [check]") + "\n" + "a\n" * 449),
    (house.find_long_page, "---\nkernelspec:\n  name: python3\n---\n" + "a\n" * 450),
    (house.find_long_page, "```{code-cell} ipython3\n---\ntags: [check]\n---\n```\n" + "a\n" * 448),
    (house.find_comments, "A tax of 20 % and\n40 %.\n\n" + cell("%pip list")),
    (house.find_unknown_tags, cell("x", ":tags: [check, hide-input]")),
    (house.find_unknown_tags, cell("x", ":tags: [machine, published-cosine]")),
    (house.find_unknown_tags, cell("x", ":tags: [hide-inputs]")),  # every book says this
    (house.find_bad_cells, cell("x = 1\n\n" * 12)),
    (house.find_bad_cells, cell("def f():\n" + "    x = 1\n" * 24)),
    (house.find_bad_cells, cell("x = 1\n" * 25, ":tags: [check]")),
    (house.find_bad_cells, cell("y = '" + "a" * 82 + "'")),
    (house.find_bad_cells, cell("x = 7 % 2\nprint('!ls')")),
    (house.find_bad_cells, cell("1 +", ":tags: [raises-exception]")),
    (house.find_bad_cells, cell("import os.path\nfrom jax import numpy\nfrom . import x")),
    (house.find_bad_cells, INSTALL),
    (house.find_bad_figures, figure()),
    (house.find_bad_figures, cell("plt.plot(x)")),
    (house.find_bad_label_forms, "(lec-x)=\n# X\n\n" + figure() + "\n\n" + exercise()),
    (house.find_other_install_line, INSTALL),
    (house.find_other_install_line, "Words only.\n"),
    (house.find_other_helper, cell(HELPER)),
    (house.find_exercises_without_check,
     exercise(cell("f = 1"), cell("f()", ":tags: [check]")) + "\n\n" + cell("g = 1")),
]
GOOD += [(house.find_named_times_and_machines, f"\nIt {words}.\n") for words in [
    "takes 15 minutes", "has 50,000,000 points", "is float32 s", "sells 300 shares", "took a walk",
    "takes a second call", "was a second name", "runs on your machine", "is a laptop"]]
GOOD += [(house.find_named_times_and_machines, cell("print('took a second on my laptop')"))]


def find(rule: every.Rule, text: str) -> list[tuple[int, str]]:
    return list(rule(Page("lectures/x", text, ENABLED)))


def name_cases(cases: list[tuple]) -> list[str]:
    return [f"{case[0].__name__} {number}" for number, case in enumerate(cases)]


@pytest.mark.parametrize(("rule", "text", "line", "words"), FAULTS, ids=name_cases(FAULTS))
def test_fault_is_found_at_its_line_and_says_what_to_write(rule, text, line, words):
    ((found, said),) = find(rule, text)
    assert found == line
    assert words in said


@pytest.mark.parametrize(("rule", "text"), GOOD, ids=name_cases(GOOD))
def test_good_text_is_left_alone(rule, text):
    assert find(rule, text) == []


def test_each_rule_is_tested_both_ways():
    folders = ("lectures/x", "exercises/x", "solutions/x")
    rules = set(every.RULES).union(*(
        house.choose_rules(Page(name, "", ENABLED), free=False) for name in folders))
    assert {rule for rule, *_ in FAULTS} == rules == {rule for rule, _ in GOOD}


ANSWERS = 'WRONG_ANSWERS = {"ex-x": [("a", "b"), ("c", "d")]}\n'


@pytest.mark.parametrize(("text", "said"), [
    (ANSWERS, []),
    ("", ["write wrong answers that the checks must reject"]),
    ("WRONG_ANSWERS = {", ["not valid Python"]),
    ("WRONG_ANSWERS = {}\n", ["add wrong answers of the exercise ex-x"]),
    (ANSWERS.replace('("a", "b"), ', ""), ["has 1 wrong answers; write at least 2"]),
    (ANSWERS.replace("{", '{"ex-y": [], '), ["no exercise of this page has the label ex-y"]),
])
def test_wrong_answers_are_asked_for(text, said):
    found = list(house.find_wrong_answers(text, ["ex-x"]))
    assert len(found) == len(said)
    assert all(words in text for words, (_, text) in zip(said, found, strict=True))


@pytest.mark.parametrize(("check", "count"), [("check_x(f)", 0), ("check_x(g)", 1)])
def test_solution_repeats_the_check_of_its_exercise(check, count):
    page = Page("exercises/x", exercise(cell("check_x(f)", ":tags: [check]")), ENABLED)
    text = ("Words.\n\n```{solution-start} ex-x\n```\n\n" + cell(check, ":tags: [check]")
            + "\n\n```{solution-end}\n```\n")
    faults = house.find_exercise_faults([page, Page("solutions/x", text, ENABLED)], ANSWERS)
    assert [fault[:2] for fault in faults] == [["solutions/x.md", 3]] * count
    assert all("`check_x(f)`" in fault[2] for fault in faults)


def test_lectures_outside_numbered_parts_need_no_takeaways():
    page = Page("lectures/x", LABELLED, ENABLED)
    assert house.find_bad_sections in house.choose_rules(page, free=False)
    assert house.find_bad_sections not in house.choose_rules(page, free=True)


def test_cells_are_read_in_both_forms_of_options():
    for text in (cell("\nx = 1", ":tags: [check]"), cell("---\ntags: [check]\n---\n\n\nx = 1")):
        (read,) = Page("lectures/x", text, ENABLED).cells
        assert read.tags == ["check"]
        assert text.split("\n")[read.first - 1 :][: read.code.count("\n") + 1] == \
            read.code.split("\n")


@pytest.fixture
def project(tmp_path):
    (tmp_path / "_config.yml").write_text("title: Small\n")
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: lectures/x\n")
    (tmp_path / "lectures").mkdir()
    (tmp_path / "lectures/x.md").write_text("# X\n\nIt took a second.\n\n<<<<<<< ours\n")
    return Project(tmp_path)


def ask_for_form(project: Project, form: str) -> Project:
    config = f"title: Small\nsphinx: {{config: {{jaxbook_form: {form}}}}}\n"
    (project.root / "_config.yml").write_text(config)
    return Project(project.root)


def test_house_form_is_asked_for_by_the_configuration(project):
    (fault,) = find_faults(Pages(project))
    assert str(fault).startswith("lectures/x.md:5: this is a conflict")
    faults = find_faults(Pages(ask_for_form(project, "house")))
    assert [fault.line for fault in faults] == [1, 1, 3, 5]
    with pytest.raises(BookError, match="jaxbook_form: cottage: the only form"):
        find_faults(Pages(ask_for_form(project, "cottage")))


def test_solutions_that_no_page_shows_are_a_fault(project):
    for folder in ("exercises", "solutions/week1"):
        (project.root / folder).mkdir(parents=True)
    (project.root / "exercises/y.md").write_text("# Y\n\n" + exercise(label=":label: ex-yes"))
    (project.root / "solutions/week1/y.md").write_text("```{solution} ex-yes\nYes.\n```\n")
    (project.root / "_toc.yml").write_text(
        "format: jb-book\nroot: lectures/x\nchapters: [{file: exercises/y}]\n")
    assert [fault.file for fault in find_faults(Pages(Project(project.root)))] == ["lectures/x.md"]
    (project.root / "solutions/z.md").write_text("# Z\n\n```{solution} ex-yess\nYes.\n```\n")
    (project.root / "solutions/n.ipynb").write_text("{}")
    faults = find_faults(Pages(Project(project.root)))
    assert [str(fault).partition(";")[0] for fault in faults[1:]] == [
        "solutions/n.ipynb:1: solutions are read from Markdown files only",
        "solutions/z.md:3: the solution of ex-yess is shown nowhere, because no page has an "
        "exercise with this label"]
    assert str(faults[2]).endswith("; write ex-yes")


def test_unchanged_pages_are_not_read_again(project, monkeypatch):
    first = find_faults(Pages(project))
    assert first
    pages = Pages(project)
    assert pages.keys == {}  # it saves what it remembers, and keeps what the rules remember
    read = []
    monkeypatch.setattr(jaxbook.form, "inspect", lambda pages, page, *rest: read.append(page) or [])
    assert find_faults(Pages(project)) == first
    assert read == []
    (project.root / "lectures/x.md").write_text("# X\n")
    assert find_faults(Pages(project)) == []
    assert read == ["lectures/x"]
