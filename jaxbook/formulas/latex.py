r"""Lay out LaTeX formulas as MathJax in Jupyter Book lays them out.

Sphinx and MathJax show a `\\`, an `&` and a blank line outside environments, environments that
number themselves, and a few spellings, which Temml and the programs that show notebooks lose or
refuse. Here they are written so that all of them show the same.
"""
import re
from collections.abc import Iterator

from jaxbook.formulas.macros import TOKEN, LatexError, read_argument

# What an environment that numbers its rows is inside another formula: there it numbers none.
INNER = {"align": "aligned", "flalign": "aligned", "split": "aligned", "gather": "gathered",
         "multline": "gathered", "alignat": "alignedat"}
TAGGED = {"align": "align", "flalign": "align", "gather": "gather", "alignat": "alignat"}
ENVIRONMENT = re.compile(rf"\\(begin|end)\s*\{{({'|'.join(INNER)})\*?\}}(?=(\s*\[)?)")
# Where the environment stands beside other text, of which it is one line.
OPTION = re.compile(r"\\begin\s*\{(aligned|gathered|alignedat|split)\}\s*\[[tcb]\]")
UNNUMBERED = re.compile(r"\\(?:nonumber|notag)(?![A-Za-z])|\\label\s*\{[^{}]*\}")
LABEL = re.compile(r"\\label\s*\{([^{}]*)\}")
TAG = re.compile(r"\\tag\*?\s*\{(?:[^{}]|\{[^{}]*\})*\}")
SPACING = re.compile(r"(?:\\[,:;!> ]|\\q?quad(?![A-Za-z])|\\hspace\*?\{[^{}]*\}|\s)*")
BREAKS = (r"\\", r"\cr", r"\newline")


def walk(latex: str) -> Iterator[re.Match[str]]:
    """Yield each token that is outside braces and environments."""
    depth = 0
    for token in TOKEN.finditer(latex):
        depth -= token[0] in ("}", r"\end")
        if depth == 0:
            yield token
        depth += token[0] in ("{", r"\begin")


def split(latex: str, *marks: str) -> list[str]:
    """Return the pieces of a formula between the marks that are outside all environments."""
    pieces, start = [], 0
    for token in walk(latex):
        if token[0] in marks:
            pieces.append(latex[start:token.start()])
            start = token.end()
    return [*pieces, latex[start:]]


def split_paragraphs(latex: str) -> list[str]:
    """Return the equations of a formula: a blank line outside all environments ends one."""
    parts = [""]
    for line in split(latex, "\n"):
        if line.strip():
            parts[-1] += f"\n{line}"
        else:
            parts.append("")
    return [part.strip() for part in parts if part.strip()]


def find_environment(latex: str) -> tuple[str, str] | None:
    """Return the name and the content of the environment that is the whole formula."""
    found = re.match(r"\s*\\begin\s*\{(\w+\*?)\}", latex)
    depth = 0
    for token in TOKEN.finditer(latex) if found else ():
        depth += {r"\begin": 1, r"\end": -1}.get(token[0], 0)
        if found and depth == 0 and token[0] == r"\end":
            whole = re.fullmatch(r"\s*\{[^{}]*\}\s*", latex[token.end():])
            return (found[1], latex[found.end():token.start()]) if whole else None
    return None


def read_columns(columns: str) -> str:
    """Return the columns of an array as letters and rules alone."""
    letters = ""
    while columns := columns.lstrip():
        first, columns = columns[0], columns[1:]
        if first == "*":
            count, columns = read_argument(columns, "*")
            repeated, columns = read_argument(columns, "*")
            letters += read_columns(repeated) * int(count)
        elif first in "@!><":
            between, columns = read_argument(columns, first)
            if not SPACING.fullmatch(between):
                raise LatexError(f"the columns of an array contain {first}{{{between}}}; put it "
                                 "into the cells")
        elif first in "pmb":
            _, columns = read_argument(columns, first)
            letters += "l"
        else:
            letters += first
    return letters


def simplify(latex: str) -> str:
    """Write the parts of a formula that Temml or a notebook would refuse in other words."""
    latex = re.sub(r"\\require\s*\{[^{}]*\}", "", UNNUMBERED.sub("", latex))
    latex = re.sub(r"\\unicode\s*(?:\[[^]]*\])?\{(x?)([0-9A-Fa-f]+)\}", lambda m: (
        rf"\text{{{chr(int(m[2], 16 if m[1] else 10))}}}"), latex)
    latex = re.sub(r"\\begin\s*\{eqnarray\*?\}(.*?)\\end\s*\{eqnarray\*?\}", lambda m: (
        rf"\begin{{align*}}{join_relations(m[1])}\end{{align*}}"), latex, flags=re.DOTALL)
    parts = re.split(r"\\begin\s*\{array\}\s*(?:\[[^]]*\])?(?=\s*\{)", latex)
    for i, part in enumerate(parts[1:], 1):
        columns, rest = read_argument(part, r"\begin{array}")
        parts[i] = rf"\begin{{array}}{{{read_columns(columns)}}}{rest}"
    return "".join(parts)


def join_relations(content: str) -> str:
    """Return rows of three columns as rows of two: the relation begins the second."""
    rows = [split(row, "&") for row in split(content, *BREAKS)]
    return r"\\".join("&".join([row[0], " ".join(row[1:])] if row[1:] else row) for row in rows)


def lay_out_inline(latex: str) -> str:
    """Return the LaTeX of a formula in a line of text."""
    if len(split(latex, *BREAKS)) > 1:
        raise LatexError(r"\\ breaks no line in a formula inside a sentence; leave it out, or "
                         "write $$ ... $$ on lines of its own")
    return close(simplify(latex))


def lay_out_display(latex: str) -> str:
    """Return the LaTeX of a formula on lines of its own."""
    latex = simplify(latex)
    while (found := find_environment(latex)) and found[0] in ("equation", "equation*"):
        latex = found[1]
    name, content = found or ("", "")
    name = name.removesuffix("*")
    if not found and TAG.search(latex) and len(split(latex, *BREAKS)) > 1:
        name, content = "align", latex
    if name == "multline" or (name in TAGGED and TAG.search(content)):
        return begin(f"{TAGGED.get(name, name)}*", close(content))
    tags = [] if found else TAG.findall(latex)
    latex = close(latex if found else TAG.sub("", latex))
    parts = [align(part) for part in split_paragraphs(latex)]
    if len(parts) > 1:
        parts = [begin("aligned", " \\\\\n".join(map(protect, parts)))]
    return re.sub(r"\n\s*\n", "\n", " ".join([*parts, *tags]))  # a blank line ends $$ in Jupyter


def align(part: str) -> str:
    """Return an equation whose rows, if it has several, are those of an environment."""
    if len(split(part, *BREAKS, "&")) == 1 or find_environment(part):
        return part
    return begin("aligned", part)


def begin(name: str, content: str) -> str:
    return rf"\begin{{{name}}}{protect(content)}\end{{{name}}}"


def protect(content: str) -> str:
    r"""Return LaTeX whose first bracket is not taken for an option, of a `\\` for instance."""
    return f"{{}}{content}" if content.lstrip().startswith("[") else content


def close(latex: str) -> str:
    """Return the LaTeX with environments that have no numbers of their own."""
    latex = OPTION.sub(r"\\begin{\1}", latex)
    return ENVIRONMENT.sub(lambda m: rf"\{m[1]}{{{INNER[m[2]]}}}" + "{}" * bool(m[3]), latex)
