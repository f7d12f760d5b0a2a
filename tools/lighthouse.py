"""Measure every page of the built site with Lighthouse, as a phone on a slow network sees it.

`python tests/lighthouse.py [PAGE ...]` prints four scores for each page, with largest contentful
paint, layout shift and bytes; it ends with status 1 if a score is too low. It needs node and
Chromium, and fetches Lighthouse through npx at the version below.
"""
import json
import operator
import os
import shutil
import subprocess
import sys

from tabulate import tabulate

from browser import ADVICE, find_chromium
from cache import list_pages
from conftest import SITE
from serving import serve

LIGHTHOUSE = "lighthouse@13.5.0"
LOWEST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}


def measure(address: str, chromium: str) -> list[str | int]:
    """Return scores, seconds to the largest paint, layout shift and KiB of one page."""
    flags = "--headless=new" + (" --no-sandbox" if os.geteuid() == 0 else "")
    command = [
        "npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json",
        f"--chrome-flags={flags}", f"--only-categories={','.join(LOWEST)}",
    ]
    run = subprocess.run(
        command, env=os.environ | {"CHROME_PATH": chromium}, text=True, capture_output=True,
        check=False, timeout=180,
    )
    try:
        report = json.loads(run.stdout)
    except json.JSONDecodeError as error:
        message = f"error: Lighthouse gave no report for {address}: {run.stderr[-500:]}"
        raise SystemExit(message) from error
    audits = report["audits"]
    for category in report["categories"].values():
        for reference in category["auditRefs"]:
            audit = audits[reference["id"]]
            if category["id"] != "performance" and reference["weight"] and audit["score"] == 0:
                print(f"{address}: {category['id']}: {audit['title']}", file=sys.stderr)
    return [
        *(round(100 * (report["categories"][name]["score"] or 0)) for name in LOWEST),
        f"{audits['largest-contentful-paint']['numericValue'] / 1000:.2f}",
        f"{audits['cumulative-layout-shift']['numericValue']:.3f}",
        round(audits["total-byte-weight"]["numericValue"] / 1024),
    ]


def main(pages: list[str]) -> int:
    """Print a line for each page as it is measured, then the table; return an exit status."""
    chromium = find_chromium()
    if chromium is None or shutil.which("npx") is None:
        print(ADVICE if chromium is None else "error: install node, which brings npx",
              file=sys.stderr)
        return 2
    if not SITE.exists():
        print("error: no site yet: run make book", file=sys.stderr)
        return 2
    rows = []
    with serve(SITE) as address:
        for page in pages or list_pages():
            rows.append([page, *measure(f"{address}{page}.html", chromium)])
            print(*rows[-1], flush=True)
    print("\n" + tabulate(rows, ["page", *LOWEST, "LCP (s)", "shift", "KiB"]))
    wanted = LOWEST.values()
    low = [page for page, *scores in rows if any(map(operator.lt, scores, wanted))]
    if low:
        print(f"\nerror: below {LOWEST}: {', '.join(low)}", file=sys.stderr)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
