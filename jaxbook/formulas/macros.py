r"""Expand an author's macros in LaTeX as MathJax does: as text, from their definition on.

They come from `_config.yml` (`sphinx: config: mathjax3_config: tex: macros:`) and from
`\newcommand`, `\def` and their like in a formula, which hold for the rest of the page. Neither
Temml nor the program that shows a notebook needs to know them, so both show the same.
"""
import re
from dataclasses import dataclass, field

TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|%[^\n]*\n?|.", re.DOTALL)
NAME = re.compile(r"\\(?:[A-Za-z]+|.)")
DEFINITION = re.compile(r"\\((?:re|provide)?(?:new)?command|DeclareMathOperator|[gex]?def|let)"
                        r"(\*?)(?![A-Za-z])")
TEXT = re.compile(r"\\(?:text[a-z]*|[mh]box)\s*\{[^{}]*\}")
MOST_EXPANSIONS = 1000  # of one formula; MathJax gives up at ten times as many


class LatexError(ValueError):
    """A sentence about a formula that cannot be shown as it is written."""


@dataclass(frozen=True)
class Macro:
    r"""A text with the places `#1`, `#2`, ...; what `\let` copied is not expanded again."""

    body: str
    count: int = 0
    default: str | None = None  # of the first argument, in brackets
    final: bool = False


BUILT_IN = {
    # MathJax colours the argument of \color, and LaTeX all that follows.
    r"\color": Macro(r"\textcolor{#1}{#2}", 2),
    # Letters of packages that MathJax does not load.
    r"\bm": Macro(r"\boldsymbol"), r"\mathbbm": Macro(r"\mathbb"), r"\mathds": Macro(r"\mathbb"),
}


@dataclass
class Macros:
    """Macros by their names, which begin with a backslash."""

    known: dict[str, Macro] = field(default_factory=lambda: dict(BUILT_IN))

    @classmethod
    def read(cls, config: object) -> "Macros":
        """Read the value of `mathjax3_config`: a macro is a text, or [text, count, default]."""
        tex = config.get("tex") if isinstance(config, dict) else None
        given = tex.get("macros") if isinstance(tex, dict) else None
        macros = cls()
        for name, value in (given or {}).items():
            match value if isinstance(value, list) else [value]:
                case [str(body)]:
                    macro = Macro(body)
                case [str(body), int(count)]:
                    macro = Macro(body, count)
                case [str(body), int(count), str(default)]:
                    macro = Macro(body, count, default)
                case _:
                    raise LatexError(f"the macro {name} in mathjax3_config is not a text; write "
                                     "'LaTeX', or ['LaTeX', number of arguments]")
            macros.known[f"\\{name}"] = macro
        return macros

    def expand(self, latex: str) -> str:
        """Return `latex` without macros and comments, and remember what it defines."""
        rest = TEXT.sub(lambda m: re.sub(r"(?<!\\)%", r"\\%", m[0]), latex)
        done, steps = "", 0
        while rest:
            token = read_token(rest)
            if found := DEFINITION.match(rest):
                rest = self.define(found[1], found[2], rest[found.end():])
                continue
            rest = rest[len(token):]
            macro = self.known.get(token)
            if macro is None:
                done = join(done, " " if token.startswith("%") else token)
            elif macro.final:
                done = join(done, macro.body)
            else:
                steps += 1
                if steps > MOST_EXPANSIONS:
                    raise LatexError(f"the macro {token} contains itself; define it without")
                rest = macro_text(macro, token, rest)
        return done

    def define(self, kind: str, star: str, rest: str) -> str:
        """Remember the definition whose command stands before `rest`; return what follows it."""
        name, rest = read_argument(rest, kind)
        name = name.strip()
        if not NAME.fullmatch(name):
            raise LatexError(rf"\{kind} needs a name such as \name, not {name!r}")
        if kind == "let":
            same, rest = read_argument(rest.lstrip().removeprefix("="), kind)
            self.known[name] = self.known.get(same, Macro(same, final=True))
            return rest
        pattern = r"\s*((?:#\d)*)()(?=\{)" if kind.endswith("def") else \
            r"\s*(?:\[(\d)\]\s*(?:\[([^]]*)\])?)?"
        found = re.match(pattern, rest)
        if not found:
            raise LatexError(rf"\{kind}{name} has text among its arguments; write \newcommand")
        body, rest = read_argument(rest[found.end():], name)
        if kind == "DeclareMathOperator":
            macro = Macro(rf"\operatorname{star}{{{body}}}")
        elif kind.endswith("def"):
            macro = Macro(body, found[1].count("#"))
        else:
            macro = Macro(body, int(found[1] or 0), found[2])
        if kind != "providecommand" or name not in self.known:
            self.known[name] = macro
        return rest


def join(before: str, after: str) -> str:
    r"""Put two pieces together; `\alpha` and `b` need a space between them."""
    apart = re.search(r"\\[A-Za-z]+\Z", before) and re.match(r"[A-Za-z]", after)
    return f"{before} {after}" if apart else before + after


def read_token(text: str) -> str:
    found = TOKEN.match(text)
    return found[0] if found else ""


def read_argument(text: str, command: str) -> tuple[str, str]:
    """Return the argument at the beginning of `text`, without its braces, and what follows."""
    text = text.lstrip()
    depth = 0
    for token in TOKEN.finditer(text):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if depth < 0:
            break
        if depth == 0:
            value = token[0] if token.end() == len(token[0]) else text[1:token.start()]
            return value, text[token.end():]
    raise LatexError(rf"{command} lacks an argument, or a brace is not closed")


def macro_text(macro: Macro, name: str, rest: str) -> str:
    """Return the text of a macro with its arguments, which it takes from `rest`, and the rest."""
    values: list[str] = []
    if macro.default is not None:
        found = re.match(r"\s*\[([^]]*)\]", rest)
        values.append(found[1] if found else macro.default)
        rest = rest[found.end():] if found else rest
    while len(values) < macro.count:
        value, rest = read_argument(rest, name)
        values.append(value)
    text = ""
    for piece in re.split(r"(#\d)", macro.body):
        place = int(piece[1]) - 1 if re.fullmatch(r"#\d", piece) else -1
        text = join(text, values[place] if 0 <= place < len(values) else piece)
    return join(text, rest)
