"""The directive `live`: a figure that the reader's browser computes, once the reader asks for it.

Its arguments are scripts beside the page, in the order in which they are loaded: a library, say,
and at the end the one that draws. Its content names the sliders, as YAML: what each sets, with
`label`, `min`, `max`, `value`, and perhaps `step`. On the site it becomes a box `live-<figure>`: a
button that says how much it loads, as gzip compresses it, the sliders, and a place for results.
`live.js` says what the last script must do. The scripts are copied to the site as downloads, and
nothing asks for them before the button does. Notebooks, copies of the page, PDF and EPUB have only
what stands around it, such as the figure as the build made it; without scripts the page has no more
than that.
"""
import gzip
import hashlib
import re
from html import escape
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import yaml
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from jaxbook.site.sources import get_pages
from jaxbook.words import LOAD, LOADED, NOT_LOADED, read_words

SCRIPT = Path(__file__).with_name("live.js").read_text(encoding="utf-8")
NUMBERS = ("min", "max", "value", "step")
SLIDER = """\
<p><label for="{box}-{name}">{label}</label>
<input type="range" id="{box}-{name}" name="{name}" min="{min:g}" max="{max:g}" step="{step:g}" \
value="{value:g}"><output name="{name}" for="{box}-{name}">{value:g}</output></p>"""
BOX = """\
<div class="live no-search" id="{name}" role="group" aria-labelledby="{name}-load" \
data-scripts="{scripts}" data-loaded="{loaded}" data-failed="{failed}" hidden>
<p><button type="button" id="{name}-load">{load}</button><span role="status"></span></p>
<fieldset disabled>
{sliders}
</fieldset>
<output class="result"></output>
</div><script>{script}</script>
"""


class live(nodes.General, nodes.Element, nodes.Invisible):
    """The controls; `files` are (folder and name in `_downloads`, checksum) of the scripts."""


class Live(SphinxDirective):
    """Controls for the figure above, whose label is the option `figure`."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar = {"figure": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        if "figure" not in self.options:
            raise self.error("live: write the option `:figure:`, the label of the figure")
        texts = [self.read_script(name) for name in self.arguments[0].split()]
        files = [(self.env.dlfiles.add_file(self.env.docname, name),
                  hashlib.sha256(text).hexdigest()[:8]) for name, text in texts]
        # A fixed time makes the size the same in every build.
        size = sum(len(gzip.compress(text, mtime=0)) for _, text in texts)
        node = live(name=f"live-{nodes.make_id(self.options['figure'])}", files=files,
                    kilobytes=-(-size // 1000), sliders=self.read_sliders())
        self.set_source_info(node)
        return [node]

    def read_script(self, name: str) -> tuple[str, bytes]:
        """Return the path of a script from the folder of the book, and what it contains."""
        relative, path = self.env.relfn2path(name)
        self.env.note_dependency(relative)
        if not Path(path).is_file():
            raise self.error(f"live: there is no script {relative}")
        return relative, Path(path).read_bytes()

    def read_sliders(self) -> list[dict[str, object]]:
        """Return the sliders; each has its name, label and numbers."""
        wanted = "write each slider as `name: {label: Yield, min: 0, max: 1, value: 0.5}`"
        try:
            given = yaml.safe_load("\n".join(self.content))
        except yaml.YAMLError as error:
            raise self.error(f"live: the sliders are not valid YAML: {wanted}") from error
        if not isinstance(given, dict) or not given:
            raise self.error(f"live: there are no sliders; {wanted}")
        sliders = []
        for name, what in given.items():
            found = {"step": 1} | what if isinstance(what, dict) else {}
            good = (set(found) == {"label", *NUMBERS} and all(
                isinstance(found[key], int | float) for key in NUMBERS)
                and found["min"] <= found["value"] <= found["max"])
            if not good:
                raise self.error(f"live: the slider {name} is {what!r}; {wanted}")
            sliders.append(found | {"name": str(name), "label": str(found["label"])})
        return sliders


def write_live(self: HTML5Translator, node: live) -> None:
    """Write the button and the sliders, which the script behind them shows."""
    words = read_words(get_pages(self.builder.app).project)
    code = re.sub(r"\n *", "\n", re.sub(r"(?m)^ *//.*\n", "", SCRIPT)).strip()
    scripts = (f"{self.builder.dlpath}/{quote(file)}?v={checksum}"
               for file, checksum in node["files"])
    sliders = (SLIDER.format(box=node["name"], **{
        key: escape(value) if isinstance(value, str) else value for key, value in slider.items()
    }) for slider in node["sliders"])
    self.body.append(BOX.format(
        name=node["name"], scripts=escape(" ".join(scripts)), sliders="\n".join(sliders),
        load=escape(words[LOAD].format(size=node["kilobytes"])), loaded=escape(words[LOADED]),
        failed=escape(words[NOT_LOADED]), script=code))
    raise nodes.SkipNode


def skip_live(self: nodes.NodeVisitor, node: live) -> None:
    """Write nothing: what stands around it says all."""
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, object]:
    app.add_directive("live", Live)
    app.add_node(live, html=(write_live, None), text=(skip_live, None), latex=(skip_live, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
