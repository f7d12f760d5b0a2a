r"""An independent reading of LaTeX: the symbols that a formula shows, in the order of MathML.

A base comes before its subscript, that before its superscript, a radicand before its index, and a
letter before its accent. `⏎` is the end of a row, `│` that of a cell.
"""
import re
import unicodedata
from pathlib import Path

from bs4 import BeautifulSoup, NavigableString, Tag

TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|[^\s]|\s+", re.DOTALL)
# One command a line: symbols, accents, commands that show their argument alone, names that are
# shown as they are, and commands that show nothing.
TABLES = (Path(__file__).parent / "latex_symbols.txt").read_text(encoding="utf-8").split("\n\n")
SYMBOLS, ACCENTS, ALONE, NAMES, SILENT = (
    {name: rest[0] if rest else "" for name, *rest in map(str.split, table.splitlines())}
    for table in TABLES)
ACCENTS |= ALONE
TEXTS = {"text", "textbf", "textit", "textrm", "texttt", "textsf", "mbox", "operatorname"}
ARROWS = {"xrightarrow": "→", "xleftarrow": "←", "xRightarrow": "⇒", "xmapsto": "↦"}
BEFORE = {"overset", "underset", "stackrel"}  # what is set over or under is written first
MATRICES = {"p": "()", "b": "[]", "B": "{}", "v": "||", "V": "‖‖", "": ("", "")}
PRIME = "\N{PRIME}"
PLAIN = {"-": "\N{MINUS SIGN}", "*": "\N{ASTERISK OPERATOR}", "&": "│", "~": ""}


class Reader:
    def __init__(self, latex: str):
        self.tokens = TOKEN.findall(latex)
        self.at = 0

    def peek(self) -> str:
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def raw(self, opening: str = "{", closing: str = "}") -> str:
        """Return the source of a group, or '' if there is none."""
        if self.peek() != opening:
            return ""
        depth, start = 0, self.at + 1
        while True:
            depth += {opening: 1, closing: -1}.get(self.tokens[self.at], 0)
            self.at += 1
            if depth == 0:
                return "".join(self.tokens[start:self.at - 1])

    def row(self, *ends: str) -> str:
        """Return the symbols up to one of the ends."""
        shown = ""
        while (token := self.peek()) and token not in ends:
            shown += self.scripts(self.atom())
        self.take()
        return shown

    def argument(self) -> str:
        return read(self.raw()) if self.peek() == "{" else self.atom()

    def scripts(self, base: str) -> str:
        below = above = ""
        while self.peek() and (self.peek() in "_^'" or self.peek() in (r"\limits", r"\nolimits")):
            match self.take():
                case "_":
                    below += self.argument()
                case "^":
                    above += self.argument()
                case "'":
                    above += PRIME
        return base + below + above

    def atom(self) -> str:
        token = self.take()
        if token == "{":
            self.at -= 1
            return read(self.raw())
        if not token.startswith("\\"):
            return PLAIN.get(token, token)
        return self.command(token[1:])

    def command(self, name: str) -> str:
        if name in ("\\", "cr"):
            self.raw("[", "]")
            return "⏎"
        if name == "begin":
            return self.environment()
        if name in TEXTS:
            self.peek() == "*" and self.take()
            parts = self.raw().split("$")
            return "".join(read(p) if i % 2 else p.replace(r"\,", "").replace(r"\%", "%")
                           for i, p in enumerate(parts))
        if name in ("frac", "dfrac", "tfrac", "cfrac"):
            return self.argument() + self.argument()
        if name in ("binom", "dbinom", "tbinom"):
            return f"({self.argument()}{self.argument()})"
        if name == "sqrt":
            index = read(self.raw("[", "]"))
            return self.argument() + index
        if name in BEFORE:
            first = self.argument()
            return self.argument() + first
        if name in ARROWS:
            below = read(self.raw("[", "]"))
            return ARROWS[name] + below + self.argument()
        if name in ("textcolor", "color", "hspace"):
            self.raw()
            return "" if name == "hspace" else self.argument()
        if name == "pmod":
            return f"(mod{self.argument()})"
        if name == "not":
            return {"=": "≠", "∈": "∉", "⊂": "⊄"}[self.argument()]
        if name in ("tag", "label"):
            shown = self.raw()
            return f"({shown})" if name == "tag" else ""
        if name in ACCENTS:
            return self.argument() + ACCENTS[name]
        if name in ("left", "right", "middle"):
            return "" if self.peek() == "." and self.take() else self.atom()
        if name in NAMES:
            return {"bmod": "mod"}.get(name, name)
        if name in SILENT or name == " ":
            return ""
        if name in SYMBOLS:
            return SYMBOLS[name]
        size, letter = ("CAPITAL", name) if name[0].isupper() else ("SMALL", name)
        spelled = {"lambda": "LAMDA", "Lambda": "LAMDA"}.get(name, letter.upper())
        return unicodedata.lookup(f"GREEK {size} LETTER {spelled}")

    def environment(self) -> str:
        name = self.raw().rstrip("*")
        start, depth = self.at, 1
        while depth:
            depth += {r"\begin": 1, r"\end": -1}.get(self.tokens[self.at], 0)
            self.at += 1
        content = "".join(self.tokens[start:self.at - 1])
        self.raw()
        if name == "array" or name.startswith("alignat") or name == "alignedat":
            content = re.sub(r"\A\s*(\[.\])?\s*\{(?:[^{}]|\{[^{}]*\})*\}", "", content)
        rows = read(content)
        if name == "eqnarray":
            rows = re.sub("│([^│⏎]*)│", r"│\1", rows)
        if found := re.fullmatch(r"([pbBvV]?)(?:small)?matrix", name):
            return MATRICES[found[1]][0] + rows + MATRICES[found[1]][1]
        return {"cases": "{"}.get(name, "") + rows


def read(latex: str) -> str:
    """Return the symbols of a formula."""
    reader = Reader(latex)
    shown = ""
    while reader.peek():
        shown += reader.scripts(reader.atom())
    return shown


def simplify(shown: str) -> str:
    """Return symbols without spaces, styles of letters, and empty cells at the end of a row."""
    letters = (unicodedata.normalize("NFKC", x) for x in shown)
    plain = "".join(y if len(y) == 1 and y.isalnum() else x for x, y in zip(shown, letters,
                                                                          strict=True))
    return re.sub(r"[\s\u2061]|│+(?=⏎|\Z)", "", plain)  # U+2061: a function is applied


def read_mathml(html: str) -> str:
    """Return the symbols that MathML shows."""
    def show(node: Tag) -> str:
        if node.name == "annotation":
            return ""
        mark = {"mtable": "⏎", "mtr": "│"}.get(node.name, "")
        children = [child for child in node.children if isinstance(child, Tag | NavigableString)]
        return mark.join(str(child) if isinstance(child, NavigableString) else show(child)
                         for child in children)

    tree = BeautifulSoup(html, "html5lib")
    assert tree.math, html
    return show(tree.math)
