"""Convert LaTeX to MathML with Temml, a JavaScript library that is run in QuickJS.

`temml.min.js` is Temml 0.13.5 as published on npm; `temml.LICENSE` is its licence.
"""
import functools
import json
import re
import threading
from pathlib import Path
from unicodedata import normalize

import quickjs

from jaxbook.formulas.macros import LatexError

TEMML = Path(__file__).with_name("temml.min.js")
# Commands of MathJax that Temml lacks and that mean the same as these, and plain TeX.
PREAMBLE = r"""
\def\mbox{\text}
\def\null{{}}
\def\strut{\vphantom{(}}
\def\scr{\cal}
\def\mit{\it}
\def\oldstyle{}
\def\root#1\of{\sqrt[#1]}
\def\buildrel#1\over#2{\stackrel{#1}{#2}}
\def\skew#1#2#3{#2{#3}}
\def\eqalign#1{\begin{aligned}#1\end{aligned}}
\def\displaylines#1{\begin{gathered}#1\end{gathered}}
\def\array#1{\begin{matrix}#1\end{matrix}}
\def\pmatrix#1{\begin{pmatrix}#1\end{pmatrix}}
\def\cases#1{\begin{cases}#1\end{cases}}
"""
# The result is passed as JSON: quickjs-ng 0.17.0.2 cannot return a text that JavaScript joined.
SCRIPT = """
const preamble = temml.definePreamble(%s);
function convert(latex, displayMode) {
  const macros = Object.assign({}, preamble);
  try {
    const options = {displayMode, macros, annotate: true, throwOnError: true};
    return JSON.stringify([temml.renderToString(latex, options), ""]);
  } catch (error) { return JSON.stringify(["", String(error.message)]); }
}
"""
CORRECTIONS = [
    # What browsers do for display="block" anyway.
    (' class="tml-display" style="display:block math;"', ""),
    ('mathbackground="black"', 'style="background:currentcolor"'),  # \rule, on a dark page
    ("\N{VARIATION SELECTOR-15}", ""),  # no font for formulas has it, and none needs it
]
PLACE = "write it in _config.yml as sphinx: config: mathjax3_config: tex: macros:"
ADVICE = {
    r"\intertext": "end the environment, write the words as a paragraph, and begin a new one",
    r"\href": "put the link into the text", r"\url": "put the link into the text",
    r"\bbox": r"write \boxed or \colorbox", r"\enclose": r"write \boxed or \cancel",
    r"\class": "leave it out", r"\cssId": "leave it out", r"\style": r"write \textcolor",
    r"\hfill": r"write \quad", r"\ce": r"write \mathrm{H_2O}",
    r"\multicolumn": "write a table of Markdown",
    r"\shoveleft": "leave it out", r"\shoveright": "leave it out",
    r"\newenvironment": "write out what it stands for",
    r"\eqno": r"write \tag", r"\leqno": r"write \tag",
}


@functools.cache
def load_temml(_thread: int):
    """Return Temml's converter for this thread, to which a context of QuickJS belongs."""
    context = quickjs.Context()
    context.eval(TEMML.read_text(encoding="utf-8"))
    context.eval(SCRIPT % json.dumps(PREAMBLE))
    return context.get("convert")


@functools.cache
def convert_latex(latex: str, display: bool) -> str:
    """Return the MathML of a formula that is laid out."""
    html, error = json.loads(load_temml(threading.get_ident())(latex, display))
    if error:
        raise LatexError(explain(error))
    for given, wanted in CORRECTIONS:
        html = html.replace(given, wanted)
    # A letter with a stroke as the one letter that it is, which fonts have.
    return re.sub("[^>;]\N{COMBINING LONG SOLIDUS OVERLAY}", lambda m: normalize("NFC", m[0]), html)


def explain(error: str) -> str:
    """Return Temml's message as a sentence that says what to write instead."""
    message = re.sub(r"\s* at (?:position \d+|end of input):.*", "", error.strip(), flags=re.DOTALL)
    if found := re.search(r'(?:Unsupported function name: |Function ")(\\\w+)', message):
        name = found[1]
        return f"{name} is not supported; {ADVICE.get(name, f'if it is a macro, {PLACE}')}"
    if found := re.match(r"No such environment: (\S+)", message):
        return (f"the environment {found[1]} is not supported; write align, gather, cases, array "
                "or matrix")
    return f"{message}; check braces, & and commands"
