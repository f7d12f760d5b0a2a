"""The library of the live figures is the pinned one, unchanged, with its licence beside it."""
import hashlib
import re

from sources import ROOT
from tools import jaxjs

LIBRARY = jaxjs.FOLDER / jaxjs.LIBRARY


def test_library_is_what_the_tool_made():
    assert hashlib.sha256(LIBRARY.read_bytes()).hexdigest() == jaxjs.SHA256, (
        "lectures/live has another library; run python tools/jaxjs.py")


def test_library_asks_no_server_and_names_its_licence():
    text = LIBRARY.read_text(encoding="utf-8")
    assert text.startswith(jaxjs.BANNER)
    assert "MIT License" in (jaxjs.FOLDER / jaxjs.LICENSE).read_text(encoding="utf-8")
    # The method `import` of the builder of WebAssembly modules is none of the language.
    asks = r"\b(fetch\(|XMLHttpRequest|WebSocket|importScripts|sendBeacon)|(?<!\.)\bimport\(['\"`]"
    assert not re.search(asks, text)
    assert re.findall(r"https?://[^\s\"'`]+", text) == ["https://github.com/ekzhang/jax-js,"]


def test_each_live_figure_of_the_book_loads_this_library():
    pages = [page.read_text(encoding="utf-8") for page in (ROOT / "lectures").glob("*.md")]
    loaded = re.findall(r"^`{3,}\{live\} (\S+)", "\n".join(pages), re.MULTILINE)
    assert set(loaded) == {f"live/{LIBRARY.name}"}


def test_scripts_of_ours_are_light():
    ours = [ROOT / "jaxbook/site/live.js", *jaxjs.FOLDER.glob("*.js")]
    for script in ours:
        if script != LIBRARY:
            assert script.stat().st_size < 5000, script
