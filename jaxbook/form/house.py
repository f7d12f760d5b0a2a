"""The house form of this book: what its readers, its notebooks and its ledger rely on.

A rule takes a page and yields the line of each fault and a sentence that says what to write.
"""
import ast
import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from jaxbook.form.every import TAGS, Found, Rule, find_meant_tag
from jaxbook.form.page import Cell, Page
from jaxbook.merge import find_solutions
from jaxbook.project import BookError, make_slug

TEMPLATES = Path(__file__).resolve().parents[1] / "templates" / "new"
LECTURE_LINES, PAGE_LINES, CELL_LINES, FUNCTION_LINES, CELL_WIDTH = 450, 500, 12, 25, 88
WRONG_ANSWERS_AT_LEAST = 2
DESCRIPTION = range(40, 251)  # characters of a question, which search engines show
READERS_HAVE = {"jax", "matplotlib", "numba", "numpy", "quantecon", "scipy"}  # what is installed
MARKUP = {"tasklist": r"^\[[ xX]\] ", "strikethrough": r"~~[^~\s](?:[^~]*[^~\s])?~~"}
LABEL = re.compile(r"(lec|ex|exercises|sol|fig|tab|eq|sec)-[a-z0-9-]+")
# The front matter and the options of cells, which JupyterLab spreads over many lines, and entries
# of the index, which a page does not show.
OPTIONS = re.compile(r"(?:\A|(?<=^```{code-cell} ipython3\n))"
                     r"(?:---\n.*?^---\n|(?::[a-z-]+:[^\n]*\n)+\n)"
                     r"|^```{index}[^\n]*\n```\n\n", re.M | re.S)
TIMING = re.compile(
    r"\b\d[\d.,]*\s*(ms|µs|us|ns|s|sec|secs|seconds?|milliseconds?|GB/s|GiB/s|[TG]flop/?s)\b"
    r"|\b\d[\d.,]*\s*(x|×|times)\s+(faster|slower|quicker)"
    r"|\b(took|lasted|needed|(ran|finished|done) (in|for))\s+"
    r"((about|around|almost|nearly|roughly|only|just|over|under|less than|more than)\s+)?"
    r"(an?|half an?|one|two|three|four|five|six|ten|twenty|a few|several|some)\s+"
    r"(milli|micro|nano)?(second|minute|hour)s?\b",
    re.IGNORECASE,
)
MACHINE = re.compile(
    r"\b(Xeon|EPYC|Ryzen|A100|H100|H200|Core i\d|MacBook)\b"
    r"|\b(my|our|the author's) (own )?(laptop|desktop|workstation|machine|computer|GPU|CPU)\b",
    re.IGNORECASE,
)


@lru_cache
def find_template_cell(begins: str, enabled: frozenset[str]) -> Cell:
    """Return the cell of the template of lectures whose code begins so."""
    text = (TEMPLATES / "lecture.md").read_text(encoding="utf-8")
    return next(cell for cell in Page("lecture", text, enabled).cells
                if cell.code.startswith(begins))


def find_bad_head(page: Page) -> Found:
    """Label, title, question, and for a notebook what the reader needs."""
    prefix = {"lectures": "lec", "exercises": "exercises"}[page.name.partition("/")[0]]
    label = f"{prefix}-{page.stem.replace('_', '-')}"
    first = next(iter(page.headings), None)
    if not first:
        yield 1, f"begin the page with the line ({label})= and below it a title `# …`"
        return
    titles = [heading.line for heading in page.headings if heading.level == 1]
    labels = [block for block in page.blocks[:1] if block.name == "target"]
    if not labels or labels[0].argument != label or page.blocks[1].name != "heading":
        yield first.line, f"begin the page with the line ({label})= above its title"
    if len(titles) != 1:
        yield titles[1] if titles else first.line, (
            "write one title `# …` per page; sections begin with ##")
    others = [block.start for block in page.blocks if block.start >= first.line]
    head = "\n".join(page.lines[first.line : min(others, default=len(page.lines))])
    asked, needed, time = (page.words[word] for word in ("Question.", "You need", "Time:"))
    question = re.search(rf"^\*\*{re.escape(asked)}\*\*\s+(.+?)\s*(?=\*\*|\n\s*\n|\Z)", head,
                         re.M | re.S)
    if not question or not question[1].endswith("?"):
        yield first.line, (f"write below the title `**{asked}** …?`, the question that is "
                           "answered")
    elif len(" ".join(question[1].split())) not in DESCRIPTION:
        yield first.line, (f"write a question of {DESCRIPTION[0]} to {DESCRIPTION[-1]} characters; "
                           "search engines show it as the description of the page")
    if page.cells and f"**{needed}** " not in head:
        yield first.line, f"write below the title `**{needed}** …`, what the reader should know"
    if page.cells and f"**{time}**" in head:
        yield first.line, f"remove `**{time}** …`; the build computes and writes it"


def find_bad_sections(page: Page) -> Found:
    titles = [heading.text for heading in page.headings if heading.level == 2]
    wanted = [page.words["Takeaways"], page.words["Checks"]]
    if page.cells and titles[:1] != [page.words["In short"]]:
        yield page.headings[0].line if page.headings else 1, (
            f"begin the lecture with the section `## {page.words['In short']}`: the rule, the "
            "lines of code that a reader copies, and the traps")
    if page.cells and titles[-2:] != wanted:
        yield page.headings[-1].line if page.headings else 1, (
            f"end the lecture with the sections `## {wanted[0]}` and `## {wanted[1]}`")


def find_missing_checks(page: Page) -> Found:
    if page.cells:
        last = page.cells[-1]
        if "check" not in last.tags or not re.search(r"\bcheck\(|\bassert\b", last.code):
            yield last.line, ("end the lecture with a cell that has the tag check and calls "
                              "`check(statement, value, relation, reference)`")


def find_named_times_and_machines(page: Page) -> Found:
    for line, words in page.find_lines(TIMING):
        yield line, (f"“{words}” is a time of one machine; let the code print it, and write what "
                     "holds on every machine")
    for line, words in page.find_lines(MACHINE):
        yield line, f"“{words}” names a machine; write what holds on every machine"


def find_long_page(page: Page) -> Found:
    checks = rf"^## {re.escape(page.words['Checks'])}$"
    text = re.split(checks, page.text, flags=re.M)[0]
    folded = sum(cell.code.count("\n") + 3 for cell in page.cells
                 if "check" in cell.tags and cell.line < text.count("\n"))
    lines = OPTIONS.sub("", text).count("\n") - folded
    limit = LECTURE_LINES if page.name.startswith("lectures/") else PAGE_LINES
    if lines > limit:
        yield limit, (f"the page has {lines} lines without options and checks and may have "
                      f"{limit}; move a part of it into an exercise or another page")


def find_comments(page: Page) -> Found:
    for line in page.comments:
        yield line, ("MyST takes a line that begins with % for a comment and shows nothing of it; "
                     "break the line elsewhere")


def find_unknown_tags(page: Page) -> Found:
    for cell in page.cells:
        if unknown := [tag for tag in cell.tags if not find_meant_tag(tag)]:
            yield cell.line, (f"unknown tag {', '.join(unknown)}; known are "
                              f"{', '.join(sorted(TAGS))}")


def find_bad_cells(page: Page) -> Found:
    """Plain Python, short, narrow, and importing only what readers have."""
    installed = READERS_HAVE | set(list_further_packages(page))
    for cell in page.cells:
        if cell.code.lstrip().startswith(("%pip", "---")) or "raises-exception" in cell.tags:
            continue  # the install line; options that cannot be read; an error that is meant
        lines = cell.code.split("\n")
        for number, line in enumerate(lines, cell.first):
            if len(line) > CELL_WIDTH:
                yield number, (f"this line has {len(line)} characters and may have {CELL_WIDTH}; "
                               "break it")
        try:
            body = ast.parse(cell.code).body
        except SyntaxError as error:
            yield from explain_syntax(cell, error)
            continue
        one = len(body) == 1 and isinstance(body[0], ast.FunctionDef | ast.ClassDef)
        limit = FUNCTION_LINES if one or "check" in cell.tags else CELL_LINES
        if (count := sum(bool(line.strip()) for line in lines)) > limit:
            yield cell.line, (f"this cell has {count} lines and may have {limit} (a check or one "
                              f"function {FUNCTION_LINES}, others {CELL_LINES}); split it")
        for line, name in list_imports(body):
            if name and name not in installed | sys.stdlib_module_names:
                yield cell.first + line - 1, (
                    f"readers do not have {name}; import only Python's own modules and "
                    f"{', '.join(sorted(installed))}, or add {name} to the first cell of the page")


def explain_syntax(cell: Cell, error: SyntaxError) -> Found:
    for number, line in enumerate(cell.code.split("\n"), cell.first):
        if re.match(r"\s*%%?\w", line):
            yield number, (f"`{line.strip()}` works in IPython alone; write plain Python, such as "
                           "`time.perf_counter()` to measure time")
            return
        if re.match(r"\s*!", line):
            yield number, (f"`{line.strip()}` works in IPython alone; write plain Python, such as "
                           "`subprocess.run` or `pathlib.Path`")
            return
    yield cell.first + (error.lineno or 1) - 1, f"this is not valid Python: {error.msg}"


def list_imports(body: list[ast.stmt]) -> Iterator[tuple[int, str]]:
    """Yield the line and the package of each import."""
    for node in ast.walk(ast.Module(body, [])):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            yield node.lineno, name.partition(".")[0]  # type: ignore[attr-defined]


def join(things: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(things[:-1]), things[-1]]))


def find_bad_figures(page: Page) -> Found:
    for cell in page.cells:
        if "plt.show()" not in cell.code:
            continue
        name = str(cell.get("mystnb", "figure", "name"))
        missing = [] if name.startswith("fig-") else ["a name that begins with fig-"]
        if len(str(cell.get("mystnb", "figure", "caption"))) <= 10:
            missing.append("a caption of more than 10 characters")
        if len(str(cell.get("mystnb", "image", "alt"))) <= 20:
            missing.append("alt text of more than 20 characters")
        shown = name if name.startswith("fig-") else f"fig-{page.stem.replace('_', '-')}"
        if shown not in page.prose:
            missing.append(f"a sentence with {{numref}}`{shown}`")
        if missing:
            yield cell.line, (
                f"this cell draws a figure; give it {join(missing)}: write under `mystnb:` "
                f'`figure: {{name: {shown}, caption: "…"}}` and `image: {{alt: "…"}}`')


def find_bad_label_forms(page: Page) -> Found:
    for line, label in page.labels:
        if not LABEL.fullmatch(label):
            yield line, (f"the label {label} does not have the form of this book; write a word of "
                         "lec, exercises, ex, sol, fig, tab, eq, sec, then lower-case words, all "
                         "joined by hyphens")


def find_labels_of_headings(page: Page) -> Found:
    """Find labels that would give two elements of the page the same id."""
    slugs = {make_slug(heading.text): heading.line for heading in page.headings}
    for line, label in page.labels:
        if label in slugs:
            yield line, (f"the heading in line {slugs[label]} already has the anchor {label}; "
                         f"write another label, such as sec-{label}")


def list_further_packages(page: Page) -> list[str]:
    """Return the packages that the first cell of a page installs beside those of all pages."""
    wanted = find_template_cell("%pip", page.enabled).code.strip()
    line = page.cells[0].code.strip() if page.cells else ""
    return line.removeprefix(wanted).split() if line.startswith(wanted) else []


def find_other_install_line(page: Page) -> Found:
    """The build replaces this cell in notebooks, so it must be first, and begin everywhere alike.

    A page may add the names of packages that it alone needs.
    """
    if page.cells:
        wanted, first = find_template_cell("%pip", page.enabled), page.cells[0]
        further = list_further_packages(page)
        line = " ".join([wanted.code.strip(), *further])
        named = all(re.fullmatch(r"[A-Za-z0-9][\w.-]*", name) for name in further)
        if first.code.strip() != line or first.tags != wanted.tags or not named:
            yield first.line, (f"make the first cell `{wanted.code.strip()}` with the tags "
                               f"{', '.join(wanted.tags)}, as on all pages; copy it from "
                               "jaxbook/templates/new/lecture.md; names of packages that only "
                               "this page needs may follow")


def find_other_helper(page: Page) -> Found:
    for cell in page.cells:
        wanted = find_template_cell("def check(", page.enabled)
        if cell.code.strip().startswith("def check(") and cell.code.strip() != wanted.code.strip():
            yield cell.line, ("this is not the helper `check` of all pages; copy it from "
                              "jaxbook/templates/new/lecture.md")


def find_exercises_without_check(page: Page) -> Found:
    for line, label, cells in page.exercises:
        if not label:
            yield line, "give this exercise a label: write `:label: ex-…` below its first line"
        if not cells or "check" not in cells[-1].tags:
            yield line, ("end the exercise with a cell that has the tag check and calls its check, "
                         "such as `check_price(price)`")


def find_exercise_faults(sources: list[Page], wrong_answers: str) -> list[list]:
    """Return the faults of an exercise page in its solutions and its file of wrong answers."""
    page = sources[0]
    faults: list[list] = []
    for solutions in sources[1:]:
        try:
            found = find_solutions(solutions.text, solutions.file, solutions.enabled)
        except BookError:  # of a solution without an end, which the build says
            continue
        blocks = {label: (start, end) for label, start, end in found}
        for _, label, cells in page.exercises:
            if label in blocks and cells:
                start, end = blocks[label]
                codes = [cell.code for cell in solutions.cells if start < cell.line <= end]
                if cells[-1].code not in codes:
                    faults.append([
                        solutions.file, start + 1, "repeat the check of the exercise in its "
                        f"solution: a cell with the tag check and `{cells[-1].code}`"])
    if page.exercises:
        file = f"tests/pages/wrong_answers/{page.stem}.py"
        labels = [label for _, label, _ in page.exercises if label]
        faults += [[file, line, text] for line, text in find_wrong_answers(wrong_answers, labels)]
    return faults


def find_wrong_answers(text: str, labels: list[str]) -> Found:
    """Find exercises without wrong answers in the text of their file, which is not run."""
    form = ('`WRONG_ANSWERS = {"ex-…": [("code of a wrong answer", "words of its hint"), …]}`')
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        yield error.lineno or 1, f"this is not valid Python: {error.msg}"
        return
    values = [node.value for node in tree.body if isinstance(node, ast.Assign)
              and [getattr(target, "id", "") for target in node.targets] == ["WRONG_ANSWERS"]]
    if not values or not isinstance(values[0], ast.Dict):
        yield 1, f"write wrong answers that the checks must reject, in the form {form}"
        return
    found = {key.value: (key.lineno, value)
             for key, value in zip(values[0].keys, values[0].values, strict=True)
             if isinstance(key, ast.Constant)}
    for label in labels:
        if label not in found:
            yield values[0].lineno, f"add wrong answers of the exercise {label}: {form}"
    for label, (line, value) in found.items():
        if label not in labels:
            yield line, f"no exercise of this page has the label {label}; remove or rename it"
        elif isinstance(value, ast.List) and len(value.elts) < WRONG_ANSWERS_AT_LEAST:
            yield line, (f"{label} has {len(value.elts)} wrong answers; write at least "
                         f"{WRONG_ANSWERS_AT_LEAST} that a reader may try")


def find_unknown_markup(page: Page) -> Found:
    """Find what other Markdown knows, and this book shows as it was typed."""
    for line, text in page.sentences:
        for name, pattern in MARKUP.items():
            if name not in page.enabled and (match := re.search(pattern, text)):
                yield line, (f"“{match[0].strip()}” is shown as it is typed here; write it in "
                             f"another way, or add {name} to myst_enable_extensions in _config.yml")


EVERYWHERE: tuple[Rule, ...] = (
    find_named_times_and_machines, find_long_page, find_comments, find_unknown_tags, find_bad_cells,
    find_bad_figures, find_bad_label_forms, find_labels_of_headings, find_unknown_markup,
)
PAGES: tuple[Rule, ...] = (find_bad_head, find_other_install_line, find_other_helper)
LECTURES: tuple[Rule, ...] = (find_missing_checks,)
CHAPTERS: tuple[Rule, ...] = (find_bad_sections,)
EXERCISES: tuple[Rule, ...] = (find_exercises_without_check,)


def choose_rules(page: Page, free: bool) -> tuple[Rule, ...]:
    """Return the rules for a file; `free` says that a lecture need not end with takeaways."""
    folder = page.name.partition("/")[0]
    if folder == "lectures":
        return EVERYWHERE + PAGES + LECTURES + (() if free else CHAPTERS)
    return EVERYWHERE + (PAGES + EXERCISES if folder == "exercises" else ())
