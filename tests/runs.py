"""Made-up runs, for tests of what becomes of runs: no kernel is started."""
import base64
import dataclasses
import hashlib
import io
from importlib.metadata import version
from pathlib import Path

from nbformat import NotebookNode
from PIL import Image

from jaxbook.machine import Machine, Versions
from jaxbook.pages import Pages
from jaxbook.project import open_project
from jaxbook.record import write_outputs
from jaxbook.runs import probe
from jaxbook.runs.model import FORMAT, Output, Run, read_checks

CPU = Machine(backend="cpu", device="cpu", processor="Acme One", cores=2, memory_gib=8.0)
GPU = Machine(backend="gpu", device="Fake G1", processor="Acme One", cores=2, memory_gib=8.0,
              device_memory_gib=16.0, driver="1.2")


def draw_png(word: str, form: str = "png") -> bytes:
    """Return a picture that depends on a word; it is smaller as WebP."""
    colour = tuple(hashlib.sha256(word.encode()).digest()[:3])
    file = io.BytesIO()
    Image.new("RGB", (60, 40 + len(word)), colour).save(file, form)
    return file.getvalue()


def make_output(code: str) -> Output:
    """Return a picture for `draw(...)`, the text for `print("...")`, for other code the code."""
    if code.startswith("draw("):
        return Output("display_data", data={
            "image/png": base64.b64encode(draw_png(code)).decode()})
    return Output("stream", "stdout", code.removeprefix('print("').removesuffix('")') + "\n")


def make_run(page: str, notebook: NotebookNode, seconds: float = 1.0, machine: Machine = CPU,
             jax: str = version("jax")) -> Run:
    """Return a run as a kernel might have made it."""
    outputs = [make_output(cell.source) for cell in notebook.cells if cell.cell_type == "code"]
    checks = [check for output in outputs for check in read_checks(output.text)]
    return Run(
        format=FORMAT, page=page, backend=machine.backend, machine=machine, settings={},
        versions=Versions(**probe.describe_versions() | {"jax": jax}),
        seconds=seconds, peak_gib=0.5, date="2026-01-31 12:00",
        commit="abc1234", asserts=0, checks=tuple(checks),
        outputs=tuple((output,) for output in outputs),
    )


def fill_store(folder: Path, seconds: float | None = None) -> None:
    """Keep a run of each page of a book that has none; of every page if `seconds` are given."""
    pages = Pages(open_project(folder))
    for page, key in pages.keys.items():
        if seconds is not None or not pages.store.find(key):
            notebook = pages.read_notebook(page)
            assert notebook is not None
            pages.store.put(key, make_run(page, notebook, seconds or 1.0))


def record_outputs(folder: Path, machine: Machine, said: str) -> None:
    """Record for a machine the runs of all pages, with the text `said` in place of "words"."""
    pages = Pages(open_project(folder))
    kept = []
    for page, key in pages.keys.items():
        notebook = pages.read_notebook(page)
        assert notebook is not None
        run = make_run(page, notebook, machine=machine)
        outputs = tuple(tuple(dataclasses.replace(output, text=output.text.replace("words", said))
                              for output in cell) for cell in run.outputs)
        kept.append(pages.store.put(key, dataclasses.replace(run, outputs=outputs)))
    write_outputs(pages, machine)
    for path in set(kept):
        path.unlink()
