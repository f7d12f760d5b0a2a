"""Write the report of a part, and the record folder with the pages that have run so far.

`report.py OUT NAME LOG FACTS PART...`, started in the book: the texts of the log, of `facts.py`,
and a sentence for each half that ran. Exit status 1 if a page failed or a half did not end well.
"""
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from jaxbook.pages import Pages
from jaxbook.project import BookError, open_project
from jaxbook.record import write_outputs
from jaxbook.records.model import FOLDER
from jaxbook.runs.execute import choose_device
from jaxbook.runs.model import Check, Run, strip_colours


def fence(text: str) -> str:
    """Return a text as a block of Markdown."""
    return f"````text\n{strip_colours(text).strip()}\n````\n"


def describe_failure(run: Run) -> str:
    """Return the page, the cells with their errors, and what these cells had printed before."""
    failed = [cell for cell in run.outputs if any(output.kind == "error" for output in cell)]
    printed = "\n".join(output.text.strip() for cell in failed for output in cell
                        if output.kind == "stream")
    return f"### {run.page}\n\n{fence(run.fault)}" + (
        f"\nThe cells had printed:\n\n{fence(printed)}" if printed.strip() else "")


def describe_gpu_checks(runs: Iterable[Run]) -> list[str]:
    """Return a line for each claim about GPUs: with its value, or not made and why."""
    return [f"- {describe_check(run.page, check)}" for run in runs for check in run.checks
            if check.statement.startswith("GPU:")]


def describe_check(page: str, check: Check) -> str:
    """Return one line: how the check of a page ended, its statement, and its value or a reason."""
    state = "PASS" if check.passed else "DIFFERS HERE" if check.differs else "NOT CHECKED HERE"
    found = f"{check.value} {check.relation} {check.reference} ({check.tolerance})"
    return f"{state}: {page}: {check.statement}: {check.reason or found}"


def write_report(runs: dict[str, Run | None], parts: list[str], recorded: str, facts: str,
                 log: str) -> str:
    """Return the report; `runs` holds the newest run of each page, or None if it has not run."""
    done = [run for run in runs.values() if run]
    failed = [run for run in done if run.fault]
    missing = [page for page, run in runs.items() if run is None]
    missed = [f"- {run.page}: {check.statement}: {check.reason}" for run in done
              for check in run.checks if check.reason]
    differing = [f"- {describe_check(run.page, check)}" for run in done for check in run.differing]
    times = [f"- {run.page}: {run.seconds:.1f} s, {run.passed} checks passed, "
             f"{run.missed} not made, on {run.device_name}, JAX {run.versions.jax}" for run in done]
    sections = {
        "This part": [*(f"- {part}" for part in parts), f"- {recorded}"],
        "Pages that failed": [*map(describe_failure, failed)] or ["None."],
        "Pages without a run here": [", ".join(missing) or "None."],
        "Claims about GPUs": describe_gpu_checks(done) or ["No page that ran made one."],
        "Claims that this machine measured otherwise": differing or ["None."],
        "Claims that this machine could not check": missed or ["None."],
        "What a run on a CPU never shows": [facts],
        "Pages": times,
        "Log": [fence(log)],
    }
    return "# Report of the GPU kit\n\n" + "\n".join(
        f"## {title}\n\n" + "\n".join(lines) + "\n" for title, lines in sections.items())


def find_own_runs(pages: Pages) -> dict[str, Run | None]:
    """Return the newest run of each page, or None; those that failed, only if there is no other."""
    found: dict[str, Run | None] = {}
    for page in pages.executed:
        own = pages.store.find(pages.keys[page])
        found[page] = own[0] if own else None
    return dict(sorted(found.items()))


def put_record(pages: Pages, out: Path) -> str:
    """Write the record folder of this machine into OUT; return a sentence about it."""
    machine = choose_device()
    said = f"the record is in records/{machine.slug}"
    try:
        write_outputs(pages, machine)
    except BookError as error:
        said += f"; it has no outputs of pages yet: {error}"
    folder = pages.project.root / FOLDER / machine.slug
    if folder.exists():
        shutil.copytree(folder, out / "records" / machine.slug, dirs_exist_ok=True)
    return said


def main(out: Path, name: str, log: str, facts: str, parts: list[str]) -> int:
    """Write the report and the record folder; return an exit status."""
    pages = Pages(open_project(Path.cwd()))
    pages.store.draft = True  # or it would not tell of pages that failed
    runs = find_own_runs(pages)
    text = write_report(runs, parts, put_record(pages, out), facts, log)
    (out / name).write_text(text, encoding="utf-8")
    print(text.split("## Log")[0])
    bad = any(run and run.fault for run in runs.values())
    return int(bad or any("exit status 0;" not in part for part in parts))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:5], sys.argv[5:]))
