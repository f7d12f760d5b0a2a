"""Measure every page of the built site with Lighthouse, as a phone on a slow network sees it.

`python tools/lighthouse.py [PAGE ...]` prints four scores for each page, with largest contentful
paint, layout shift and bytes; it ends with status 1 if a score is too low. It needs node and
Chromium, and fetches Lighthouse through npx at the version below. If it measured all pages and none
is too low, it writes `lectures/_audit.md`, which the statement on accessibility includes. What
depends on the speed of the machine that measures is not recorded.
"""
import datetime
import json
import operator
import os
import runpy
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from tabulate import tabulate

from jaxbook.pdf.chromium import ADVICE, find_chromium
from jaxbook.project import BookError, RequestError, describe_commit, open_project

ROOT = Path(__file__).resolve().parents[1]
# The server of the tests, which answers as a web host does. No package holds it.
serve = runpy.run_path(str(ROOT / "tests" / "serving.py"))["serve"]

LIGHTHOUSE = "lighthouse@13.5.0"
LOWEST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
RECORD = ROOT / "lectures" / "_audit.md"
COLUMNS = ["performance", "accessibility", "best-practices", "seo", "LCP (s)", "shift", "KiB"]
RECORDED = {"accessibility": "Accessibility", "best-practices": "Best practices",
            "seo": "Search engines", "shift": "Layout shift", "KiB": "Weight in KiB"}


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
        message = f"Lighthouse gave no report for {address}: {run.stderr[-500:]}"
        raise BookError(message) from error
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


def measure_site(pages: list[str]) -> None:
    """Print a line for each page as it is measured, then the table.

    Raises BookError if a score is too low, RequestError if a program or the site is missing.
    """
    chromium, project = find_chromium(), open_project(ROOT)
    if chromium is None:
        raise RequestError(ADVICE)
    if shutil.which("npx") is None:
        raise RequestError("there is no npx; install node, which brings it")
    if not (project.site / "index.html").exists():
        raise RequestError("there is no site; run make book")
    rows = []
    with serve(project.site) as address:
        for page in pages or project.pages:
            rows.append([page, *measure(f"{address}{page}.html", chromium)])
            print(*rows[-1], flush=True)
    print("\n" + tabulate(rows, ["page", *COLUMNS]))
    low = [page for page, *scores in rows if any(map(operator.lt, scores, LOWEST.values()))]
    if low:
        raise BookError(f"scores below {LOWEST}: {', '.join(low)}")
    if not pages:
        today = datetime.datetime.now(datetime.UTC).date()
        RECORD.write_text(write_record(rows, today.isoformat(), describe_commit(ROOT)),
                          encoding="utf-8")


def write_record(rows: list[list], date: str, commit: str) -> str:
    """Return what the statement on accessibility says of the pages that were measured."""
    table = []
    for name, *values in zip(COLUMNS, *(row[1:] for row in rows), strict=True):
        if name in RECORDED:
            numbers = [float(value) for value in values]
            worst = min if name in LOWEST else max
            table.append([RECORDED[name], f"{statistics.median(numbers):g}",
                          f"{worst(numbers):g}"])
    return (f"{LIGHTHOUSE.replace('lighthouse@', 'Lighthouse ')} measured the {len(rows)} pages of "
            f"this site on {date}, at the commit {commit}, as a phone on a slow network sees them. "
            "The first three rows are scores of at most 100.\n\n"
            + tabulate(table, ["Measure", "Median page", "Worst page"], "pipe",
                       disable_numparse=True, colalign=("left", "right", "right")) + "\n")


if __name__ == "__main__":
    try:
        measure_site(sys.argv[1:])
    except BookError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(error.status)
