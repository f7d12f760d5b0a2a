"""Keep what this machine printed in cells with the tag `machine`, and its passed checks about GPUs.

They are written to `benchmarks/records/<machine>/`, texts into `outputs.json` and figures as small
WebP files beside it, and take the place of what this machine recorded before. The pages that have
such cells are executed first, unless this machine has executed them already.
"""
import base64
import io
import json
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from jaxbook.machine import Machine
from jaxbook.pages import Pages
from jaxbook.project import Project, RequestError
from jaxbook.records.model import FOLDER
from jaxbook.records.outputs import (
    FILE,
    TAG,
    Outputs,
    Part,
    RecordedCell,
    RecordedCheck,
    RecordedPage,
    hash_cells,
)
from jaxbook.runs.execute import choose_device, execute_book
from jaxbook.runs.model import Output, Run, strip_colours

ABOUT_GPUS = "GPU: "  # with this a statement begins
WIDTH, QUALITY = 560, 60  # of a figure, in pixels and in percent: about 10 kB


def find_cells(pages: Pages, page: str) -> list[tuple[int, str, set[str]]]:
    """Return the index among the code cells, the code and the tags of each code cell of a page."""
    notebook = pages.read_notebook(page)
    assert notebook is not None
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [(index, cell.source, set(cell.metadata.get("tags") or []))
            for index, cell in enumerate(code)]


def shrink(data: str, path: Path) -> Part:
    """Write a PNG in base64 as a small WebP file; return it as a part of an output."""
    image = Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")
    image.thumbnail((WIDTH, 2 * WIDTH))
    image.save(path, "WEBP", quality=QUALITY, method=6)
    return Part(figure=path.name)


def read_parts(outputs: tuple[Output, ...], stem: Path) -> Iterator[Part]:
    """Yield the parts of the output of a cell; figures are written to files that begin with `stem`.
    """
    for number, output in enumerate(outputs):
        if png := output.data.get("image/png"):
            yield shrink(str(png), stem.with_name(f"{stem.name}-{number}.webp"))
        elif text := output.text if output.kind == "stream" else output.data.get("text/plain", ""):
            yield Part(text=strip_colours(str(text)).rstrip())


def record_page(pages: Pages, page: str, run: Run, folder: Path) -> RecordedPage:
    """Return what a page printed in a run; the figures of its cells are written to `folder`."""
    cells = find_cells(pages, page)
    hashes = hash_cells([code for _, code, _ in cells])
    stem = folder / page.replace("/", "-").replace("_", "-")
    return RecordedPage(
        date=run.date, commit=run.commit, versions=run.versions, settings=run.settings,
        cells=tuple(
            RecordedCell(code=hashes[index][0], above=hashes[index][1], parts=tuple(
                read_parts(run.outputs[index], stem.with_name(f"{stem.name}-{index}"))))
            for index, _, tags in cells if TAG in tags),
        checks=tuple(
            RecordedCheck(statement=check.statement, value=check.value,
                          reference=f"{check.relation} {check.reference}".strip(),
                          tolerance=check.tolerance, source=check.source)
            for check in run.checks if check.passed and check.statement.startswith(ABOUT_GPUS)))


def find_unmarked(pages: Pages) -> Iterator[str]:
    """Yield a sentence for each cell that two machines answered differently without the tag."""
    for page in pages.keys:
        runs = {run.machine.slug: run for run in pages.list_runs(page) if not run.fault}
        if len(runs) < 2:
            continue
        for index, code, tags in find_cells(pages, page):
            first, *others = (run.outputs[index] for run in runs.values())
            if not {TAG, "check"} & tags and any(other != first for other in others):
                line = next(iter(code.strip().split("\n")), "")
                yield (f"{page}: {' and '.join(runs)} answered the cell that begins with `{line}` "
                       f"differently; it needs the tag {TAG}, or the same output everywhere")


def write_outputs(pages: Pages, machine: Machine) -> Path:
    """Write what a machine printed on the pages that it has executed; return the folder.

    Raises RequestError if it has executed none of those that are kept.
    """
    runs = {page: run for page in find_pages(pages) for run in reversed(pages.list_runs(page))
            if run.machine.slug == machine.slug and not run.fault}  # the newest is the last
    if not runs:
        raise RequestError(f"{machine.name} has executed no page that has a cell with the tag "
                           f"{TAG}, or a check about GPUs")
    folder = pages.project.root / FOLDER / machine.slug
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.webp"):
        old.unlink()
    recorded = {page: record_page(pages, page, run, folder) for page, run in runs.items()}
    outputs = Outputs(format=1, machine=machine, pages=recorded)
    text = json.dumps(outputs.model_dump(exclude_defaults=True), indent=1, ensure_ascii=False)
    (folder / FILE).write_text(f"{text}\n", encoding="utf-8")
    return folder


def find_pages(pages: Pages) -> list[str]:
    """Return the executed pages that have a cell with the tag, or a check about GPUs."""
    return [page for page in pages.keys if page in pages.executed
            and any(TAG in tags or ("check" in tags and ABOUT_GPUS in code)
                    for _, code, tags in find_cells(pages, page))]


def record(project: Project) -> Path:
    """Execute on this machine what it has not executed yet, and write what it printed."""
    pages = Pages(project)
    execute_book(pages, only=find_pages(pages), here=True)
    return write_outputs(pages, choose_device())
