"""Execute the notebooks of a book and keep their runs; no page is written here.

Pages that time something run alone on the machine, since two programs at once would measure each
other; the others run side by side. Environment variables choose what is run: DEVICE (cpu, gpu; by
default what JAX finds) and SHARD (2/3 is the second of three shares of the pages, for runners that
work side by side).
"""
import asyncio
import datetime
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Container
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import distributions, version

import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from jaxbook.pages import Pages
from jaxbook.project import BookError, RequestError, describe_commit
from jaxbook.runs.model import FORMAT, Output, Run, count_asserts, read_checks

PLATFORMS = {"cpu": "cpu", "gpu": "cuda,cpu"}  # DEVICE: JAX_PLATFORMS, the default one first
REFUSED_JAX = {"0.11.1": "loops that store a path are quadratic on a CPU (JAX issue 40101)"}
MOST_AT_ONCE = 4  # pages side by side; each may need two gigabytes
# A page that names one of these measures time.
CLOCKS = re.compile(r"\b(timeit|perf_counter\w*|process_time\w*|monotonic\w*|time_ns|time\.time|"
                    r"Timer|tic|toc|tac)\b|^\s*%%?time", re.MULTILINE)
# What the kernel says of itself at the end. JAX is asked only if the page imported it.
PROBE = """
import json, os, pathlib, platform, re, resource, sys
from importlib.metadata import version
cpuinfo = pathlib.Path("/proc/cpuinfo")
known = re.search("model name.*: (.*)", cpuinfo.read_text() if cpuinfo.exists() else "")
jax = sys.modules.get("jax")
print(json.dumps({
    "backend": jax.default_backend() if jax else "",
    "device": jax.devices()[0].device_kind if jax else "cpu",
    "processor": known[1] if known else platform.processor() or platform.machine(),
    "cores": os.cpu_count(), "jax": version("jax"), "python": platform.python_version(),
    "peak_gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    / 2 ** (30 if sys.platform == "darwin" else 20),
}))
"""


@dataclass
class CellError(Exception):
    """A cell that failed: the page, the number of the cell from 1, its place, and the reason."""

    page: str
    cell: int
    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: cell {self.cell}: {self.message}"


class KernelError(Exception):
    """A kernel that cannot be started."""


class Interrupted(BaseException):
    """Ctrl-C, with the pages that were being executed."""

    def __init__(self, pages: list[str]):
        super().__init__(", ".join(pages))
        self.pages = pages


@dataclass
class Task:
    """A page to execute: its notebook, and the place of each cell in the sources."""

    page: str
    key: str
    notebook: nbformat.NotebookNode
    places: list[str]

    @property
    def code(self) -> list[nbformat.NotebookNode]:
        return [cell for cell in self.notebook.cells if cell.cell_type == "code"]

    def fail(self, number: int, message: str) -> CellError:
        """Return the error of a cell, counted from 0."""
        return CellError(self.page, number + 1, self.places[number], message)

    @property
    def times(self) -> bool:
        """Whether the page measures time."""
        return any(CLOCKS.search(cell.source) for cell in self.code)


@asynccontextmanager
async def start_kernel(
    notebook: nbformat.NotebookNode, timeout_s: int
) -> AsyncIterator[NotebookClient]:
    """Start a kernel in an empty folder, and end it at once, whatever happens.

    Not `NotebookClient.async_execute`: that takes Ctrl-C as a signal to end one kernel alone, and
    waits until a kernel has ended politely.
    """
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            timeout=timeout_s,
            resources={"metadata": {"path": folder}},
            record_timing=False,
            coalesce_streams=True,  # a kernel may send one line in several pieces
            extra_arguments=["--log-level=40"],  # or it warns of TCP at each start
        )
        client.log.setLevel("CRITICAL")  # what goes wrong is said once, by us
        manager = client.create_kernel_manager()
        assert isinstance(manager, AsyncKernelManager)
        try:
            try:
                await client.async_start_new_kernel()
                await client.async_start_new_kernel_client()
            except (NoSuchKernel, OSError, RuntimeError) as error:
                raise KernelError(f"its kernel {client.kernel_name} cannot be started: {error}"
                                  ) from error
            yield client
        finally:
            if client.kc is not None:
                client.kc.stop_channels()
            if manager.has_kernel:
                await manager.shutdown_kernel(now=True)
                await manager.cleanup_resources()


async def execute(task: Task, timeout_s: int, commit: str) -> Run:
    """Run all cells of a page in a kernel of its own; raise CellError for one that fails."""
    cells = task.notebook.cells
    probe = nbformat.v4.new_code_cell(PROBE)
    start = time.perf_counter()
    number = 0
    try:
        async with start_kernel(task.notebook, timeout_s) as client:
            cells.append(probe)
            for number, cell in enumerate(cells):
                await client.async_execute_cell(cell, number)
    except KernelError as error:
        raise task.fail(0, str(error)) from error
    except CellTimeoutError as error:
        raise task.fail(number, f"over the time limit of {timeout_s} s") from error
    except DeadKernelError as error:
        if (current := asyncio.current_task()) and current.cancelling():
            # nbclient 0.11 takes the end of the task by Ctrl-C for the end of the kernel.
            raise asyncio.CancelledError from error
        raise task.fail(number, "Kernel died; it may have run out of memory, "
                                "or the code ended the process") from error
    except CellExecutionError as error:
        message = re.sub(r"\x1b\[[\d;]*m", "", str(error)).strip()  # colours of the traceback
        raise task.fail(number, message) from error
    finally:
        if probe in cells:
            cells.remove(probe)
    seconds = time.perf_counter() - start
    checks = []
    for number, cell in enumerate(cells):
        try:
            for output in cell.get("outputs", []):
                checks += read_checks(output.text) if output.get("name") == "stdout" else []
        except ValueError as error:
            raise task.fail(number, str(error)) from error
    return Run(
        format=FORMAT, page=task.page, commit=commit, seconds=seconds,
        date=datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M"),
        asserts=sum(count_asserts(cell.source) for cell in task.code
                    if "check" not in (cell.metadata.get("tags") or [])),
        checks=tuple(checks),
        outputs=tuple(tuple(map(Output.from_notebook, cell.outputs)) for cell in task.code),
        **json.loads(probe.outputs[0]["text"]),
    )


def choose_device() -> str:
    """Pass DEVICE on to the kernels and return it; raise RequestError unless it can be had."""
    device = os.environ.get("DEVICE", "")
    if not device:
        return device
    if device not in PLATFORMS:
        raise RequestError(f"DEVICE={device}: allowed are {' and '.join(PLATFORMS)}")
    look = "import jax; print([f'{d.platform} ({d.device_kind})' for d in jax.devices()])"
    run = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=False)
    seen = run.stdout.strip().strip("[]").replace("'", "") or run.stderr.strip().split("\n")[-1]
    if device == "gpu" and "gpu" not in seen:
        raise RequestError(f"DEVICE=gpu: JAX sees only {seen}; make gpu installs JAX for NVIDIA")
    os.environ["JAX_PLATFORMS"] = PLATFORMS[device]
    return device


def choose_share(pages: list[str]) -> list[str]:
    """Return the pages that SHARD asks for; raise RequestError unless it is like 2/3."""
    shard = os.environ.get("SHARD") or "1/1"
    match = re.fullmatch(r"([1-9]\d*)/([1-9]\d*)", shard)
    if not match or int(match[1]) > int(match[2]):
        raise RequestError(f"SHARD={shard}: allowed is i/n with i from 1 to n")
    return pages[int(match[1]) - 1 :: int(match[2])]


def count_workers(device: str) -> int:
    """Return how many pages may run side by side: one on an accelerator, whose memory is one."""
    names = {str(found.name).lower() for found in distributions()}
    accelerator = any(re.fullmatch(r"jax[-_].+[-_]plugin|libtpu", name) for name in names)
    if accelerator and device != "cpu":
        return 1
    return min(os.cpu_count() or 1, MOST_AT_ONCE)


class Execution:
    """Executes tasks, reports each page in one line, and remembers which ones are running."""

    def __init__(self, pages: Pages, count: int):
        self.pages, self.count = pages, count
        self.commit = describe_commit(pages.project.root)
        self.started = 0
        self.running: list[str] = []
        self.failures: list[str] = []

    async def run_page(self, task: Task) -> None:
        """Execute one page and keep its run; a failure is noted, and the others go on."""
        self.started += 1
        self.running.append(task.page)
        name = f"[{self.started}/{self.count}] {task.page}"
        try:
            run = await execute(task, self.pages.project.timeout_s, self.commit)
            self.pages.store.put(task.key, run)
        except CellError as error:
            print(f"{name}: FAILED", flush=True)
            self.failures.append(str(error))
        except OSError as error:
            print(f"{name}: FAILED", flush=True)
            self.failures.append(f"{task.page}: its run cannot be stored: {error}")
        else:
            print(f"{name}: {run.seconds:.1f} s, {run.passed} checks passed", flush=True)
        self.running.remove(task.page)

    async def run_all(self, tasks: list[Task], workers: int) -> None:
        """Run pages that time something alone, after the others, which run side by side."""
        together = [task for task in tasks if not task.times]
        alone = [task for task in tasks if task.times]
        await work_side_by_side(self.run_page, together, workers)
        await work_side_by_side(self.run_page, alone, 1)


async def work_side_by_side(
    work: Callable[[Task], Awaitable[None]], tasks: list[Task], workers: int
) -> None:
    """Do the work for each task, at most `workers` at a time, beginning in order."""
    waiting = iter(tasks)

    async def serve() -> None:
        for task in waiting:
            await work(task)

    async with asyncio.TaskGroup() as group:
        for _ in range(min(workers, len(tasks))):
            group.create_task(serve())


def find_tasks(pages: Pages, device: str, only: Container[str] | None) -> list[Task]:
    """Return the pages of this share that lack a run made by this JAX, and by `device` if given."""
    tasks = []
    for page in choose_share(list(pages.keys)):
        if only is not None and page not in only:
            continue
        key = pages.keys[page]
        fitting = [run for run in pages.list_runs(page) if run.jax == version("jax")
                   and device in ("", run.backend or device)]
        if fitting:
            continue
        source = pages.reader.read_source(page)
        notebook = pages.reader.read_notebook(page, source)
        assert notebook is not None  # or it would have no key
        lines = notebook.metadata.get("source_map", [])
        name = pages.project.files[page].relative_to(pages.project.root).as_posix()
        places = [source.locate(lines[index]) if index < len(lines) else name
                  for index in range(len(notebook.cells) + 1)]
        tasks.append(Task(page, key, notebook, places))
    return tasks


def execute_book(pages: Pages, only: Container[str] | None = None) -> None:
    """Execute each page, or each of `only`, that has no run; the others keep theirs.

    Raises BookError that names each cell that failed, and Interrupted for Ctrl-C.
    """
    if reason := REFUSED_JAX.get(version("jax")):
        raise RequestError(f"JAX {version('jax')} is refused: {reason}")
    device = choose_device()
    tasks = find_tasks(pages, device, only)
    if not tasks:
        return
    execution = Execution(pages, len(tasks))
    try:
        asyncio.run(execution.run_all(tasks, count_workers(device)))
    except KeyboardInterrupt as error:
        raise Interrupted(execution.running) from error
    pages.store.prune(pages.keys.values())
    if execution.failures:
        raise BookError(*execution.failures)
