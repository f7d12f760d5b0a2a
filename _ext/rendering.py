"""Build the site from the execution cache with Jupyter Book, any warning being an error.

`python _ext/rendering.py` does what `jupyter-book build -W -n --keep-going` does, but says what is
wrong in one line for each fault instead of a traceback, refuses a page that is not executed, and
leaves the last good site in its place until the new one is whole.

As a Sphinx extension it remembers the page that is read or written (`source-read`,
`doctree-resolved`), and names it at `build-finished` if an exception, such as a full disk, came.
"""
import contextlib
import io
import shutil
import sys
from pathlib import Path

# First: it keeps a slow import away from Jupyter Book.
from cache import ROOT, hold_build, read_runs

# isort: split
# The cards of opengraph would load matplotlib at each build; ours is a file. It says so aloud.
sys.modules["sphinxext.opengraph._social_cards"] = None
with contextlib.redirect_stdout(io.StringIO()):
    import sphinxext.opengraph  # noqa: F401

# isort: split
from jupyter_book.sphinx import build_sphinx
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError, SphinxError

from provenance import summarize
from solutions import read_edition


def build_site(folder: Path) -> bool:
    """Let Sphinx write the site to `folder`/work; return whether there was no warning."""
    result = build_sphinx(
        ROOT,
        folder / "work",
        doctreedir=folder / "doctrees",
        noconfig=True,
        path_config=ROOT / "_config.yml",
        confoverrides={
            "external_toc_path": str(ROOT / "_toc.yml"),
            "latex_individualpages": False,
            "nitpicky": True,
        },
        warningiserror=True,
        keep_going=True,
        quiet=True,
    )
    if isinstance(result, KeyboardInterrupt):
        raise result
    return result == 0  # 1 for warnings, the exception for anything else, which is printed by now


def remember_page(app: Sphinx, *arguments: object) -> None:
    """Keep the name of the page at work; the docname is the one text among the arguments."""
    (app.page_at_work,) = (page for page in arguments if isinstance(page, str))


def name_page(app: Sphinx, exception: Exception | None) -> None:
    """Say at which page the build broke off."""
    if exception and not isinstance(exception, SphinxError):  # those name it themselves
        print(f"error: {app.page_at_work}.md: {exception}", file=sys.stderr)


def setup(app: Sphinx) -> dict[str, object]:
    app.page_at_work = "before the first page"
    app.connect("source-read", remember_page)
    app.connect("doctree-resolved", remember_page)
    app.connect("build-finished", name_page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def start_afresh(folder: Path) -> None:
    """Have the next build read and write every page."""
    for half in ("doctrees", "work"):
        shutil.rmtree(folder / half, ignore_errors=True)


def publish(folder: Path) -> Path:
    """Put a copy of `folder`/work in the place of the last site; return it."""
    site, new, old = (folder / name for name in ("html", "html.new", "html.old"))
    for rest in (new, old):
        shutil.rmtree(rest, ignore_errors=True)
    shutil.copytree(folder / "work", new)
    if site.exists():
        site.rename(old)
    new.rename(site)
    shutil.rmtree(old, ignore_errors=True)
    return site


def render() -> int:
    """Build the edition that EDITION names; return an exit status."""
    folder = ROOT / "_build" / read_edition()
    if missing := [page for page, run in read_runs(ROOT).items() if run is None]:
        names = ", ".join(f"{page}.md" for page in missing)
        print(f"error: not executed, or changed since: {names}; run make execute", file=sys.stderr)
        return 1
    if folder.name == "student":  # nothing that an earlier build left is handed out
        start_afresh(folder)
    whole = False
    try:
        whole = build_site(folder)
    finally:
        if not whole:  # or the next build would not repeat the warnings of pages it knows
            start_afresh(folder)
    if not whole:
        print("error: the site was not built; the lines above name each page and line",
              file=sys.stderr)
        return 1
    print(f"\n{summarize(ROOT)}\n\nOpen {publish(folder) / 'index.html'}")
    return 0


def main() -> int:
    """Render unless another build is at work; say on stderr what goes wrong."""
    try:
        with hold_build("make render"):
            return render()
    except (ExtensionError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\ninterrupted; the last site is where it was", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
