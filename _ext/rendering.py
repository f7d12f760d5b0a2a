"""Build the site from the execution cache with Jupyter Book, any warning being an error.

`python _ext/rendering.py` does what `jupyter-book build -W -n --keep-going` does, but says what is
wrong in one line for each fault instead of a traceback, and refuses a page that is not executed.
"""
import shutil
import sys

from jupyter_book.sphinx import build_sphinx
from sphinx.errors import ExtensionError

from execution import ROOT, read_records
from provenance import summarize
from solutions import read_edition


def main() -> int:
    """Build the edition that EDITION names; return an exit status."""
    try:
        edition = read_edition()
        missing = [page for page, record in read_records().items() if record is None]
    except ExtensionError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if missing:
        names = ", ".join(f"{page}.md" for page in missing)
        print(f"error: not executed, or changed since: {names}; run make execute", file=sys.stderr)
        return 1
    site = ROOT / "_build" / edition
    if edition == "student":  # what an earlier build left there is not handed out
        shutil.rmtree(site, ignore_errors=True)
    result = build_sphinx(
        ROOT,
        site / "html",
        doctreedir=site / "doctrees",
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
    if result:
        # The next build must read every page again, or it would not repeat these warnings.
        shutil.rmtree(site / "doctrees", ignore_errors=True)
        print("error: the site was not built; the lines above name each page and line",
              file=sys.stderr)
        return 1
    print(f"\n{summarize()}\n\nOpen {site / 'html' / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
