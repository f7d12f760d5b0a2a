"""Execute the notebooks of a book and keep their runs; no page is written here.

Pages run side by side, but a cell that measures time runs alone on the machine, since two programs
at once would measure each other (`jaxbook.runs.turns`). Environment variables choose what is run:
DEVICE (cpu, gpu; by default what JAX finds) and SHARD (2/3 is the second of three shares of the
pages, for runners that work side by side).

A page runs in a new folder with copies of the data files that it names, so that it finds them where
they are beside it, and cannot spoil them.
"""
import asyncio
import datetime
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Container
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import distributions, version
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from jaxbook.data import copy_data
from jaxbook.machine import Machine, Versions, explain_refusal
from jaxbook.pages import Pages
from jaxbook.project import BookError, RequestError, describe_commit
from jaxbook.runs import kernel, probe
from jaxbook.runs.model import FORMAT, Output, Run, count_asserts, read_checks, strip_colours
from jaxbook.runs.turns import Turns, find_timed

PLATFORMS = {"cpu": "cpu", "gpu": "cuda,cpu"}  # DEVICE: JAX_PLATFORMS, the default one first
MOST_AT_ONCE, GIB_EACH = 8, 3  # pages side by side, and the memory that each may need
DRIVERS = (Path("/dev/nvidiactl"), Path("/dev/dxg"))  # JAX looks for them, too: NVIDIA, and WSL2
# What the kernel says of itself at the end, with its memory.
PROBE = f"""
{Path(probe.__file__).read_text(encoding="utf-8")}
import json, resource
print(json.dumps({{
    "backend": describe_machine()["backend"] if "jax" in sys.modules else "",
    "machine": describe_machine(), "versions": describe_versions(),
    "settings": describe_settings(),
    "peak_gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    / 2 ** (30 if sys.platform == "darwin" else 20),
}}))
"""
LOOK = "import jax\n" + PROBE  # the same of a process that does nothing but ask JAX


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
    """A page to execute: its notebook, the place of each cell in the sources, and its data files.

    `data` holds paths relative to `root`, the folder of the book.
    """

    page: str
    key: str
    notebook: nbformat.NotebookNode
    places: list[str]
    root: Path
    data: list[str]
    timeout_s: int
    allow_errors: bool
    most_bytes: int
    notices: list[str] = field(default_factory=list)
    seconds: float = 0.0  # that the page has run, without waiting for its turn
    faults: list[CellError] = field(default_factory=list)

    @property
    def code(self) -> list[nbformat.NotebookNode]:
        return [cell for cell in self.notebook.cells if cell.cell_type == "code"]

    def fail(self, number: int, message: str) -> CellError:
        """Return the error of a cell, counted from 0."""
        return CellError(self.page, number + 1, self.places[number], message)

    def list_turns(self) -> list[tuple[bool, list[int]]]:
        """Return the numbers of the code cells, counted from 0, that share a turn, each with
        whether they measure time: such cells that follow each other wait only once.
        """
        numbers = [number for number, cell in enumerate(self.notebook.cells)
                   if cell.cell_type == "code"]
        turns: list[tuple[bool, list[int]]] = []
        for number, alone in zip(numbers, find_timed([cell.source for cell in self.code]),
                                 strict=True):
            if alone and turns and turns[-1][0]:
                turns[-1][1].append(number)
            else:
                turns.append((alone, [number]))
        return turns

    @asynccontextmanager
    async def take_turn(self, turns: Turns, alone: bool = False) -> AsyncGenerator[None]:
        """Wait for a turn of this page, and add how long it lasts to its seconds."""
        async with turns.take(alone):
            start = time.perf_counter()
            try:
                yield
            finally:
                self.seconds += time.perf_counter() - start


class PageClient(NotebookClient):
    """Runs the cells of a task; keeps notices apart, and no more outputs than are allowed."""

    def __init__(self, task: Task, log: Path, **settings: Any):
        super().__init__(task.notebook, **settings)
        self.task = task
        self.log_of_kernel = log
        self.bytes = 0
        self.last_words = ""

    def output(
        self, outs: list[nbformat.NotebookNode], msg: dict[str, Any], display_id: str | None,
        cell_index: int,
    ) -> nbformat.NotebookNode | None:
        """Keep an output of a cell, unless it is a notice or one too many."""
        content = msg["content"]
        if (notice := (content.get("data") or {}).get(kernel.MIME)) is not None:
            self.task.notices.append(notice)
            return None
        self.bytes += len(content.get("text") or "")
        self.bytes += sum(len(str(item)) for item in (content.get("data") or {}).values())
        if self.is_over:
            return None
        return super().output(outs, msg, display_id, cell_index)

    @property
    def is_over(self) -> bool:
        """Whether the page has written more than it may."""
        return self.bytes > self.task.most_bytes

    async def prepare(self) -> None:
        """Have the kernel tell notices from what the page writes."""
        if self.task.notebook.metadata.get("kernelspec", {}).get("language", "python") != "python":
            return
        assert self.kc is not None
        text = Path(kernel.__file__).read_text(encoding="utf-8") + "\ndivert_notices(shell)\n"
        names = "{'__name__': 'jaxbook', 'shell': get_ipython()}"
        # An expression, not code: IPython gives the stream its former `write` back after a cell.
        await self.async_wait_for_reply(self.kc.execute(
            "", silent=True, store_history=False,
            user_expressions={"divert": f"exec({text!r}, {names})"}))

    def read_last_words(self) -> str:
        """Return the last lines that the process of the kernel wrote, as part of a sentence."""
        try:
            lines = self.log_of_kernel.read_text(encoding="utf-8", errors="replace").split("\n")
        except OSError:
            return ""
        said = " / ".join([line.strip() for line in lines if line.strip()][-3:])
        return f"; it wrote: {said[-500:]}" if said else ""


@asynccontextmanager
async def start_kernel(task: Task, turns: Turns) -> AsyncGenerator[PageClient]:
    """Start a kernel in a folder with the data of the page, and end it at once, whatever happens.

    Not `NotebookClient.async_execute`: that takes Ctrl-C as a signal to end one kernel alone, and
    waits until a kernel has ended politely.
    """
    with tempfile.TemporaryDirectory() as outer:
        log = Path(outer, "kernel.log")
        try:
            place = copy_data(task.root, task.page, task.data, Path(outer, "book"))
        except OSError as error:
            raise KernelError(f"its data cannot be copied: {error}") from error
        client = PageClient(
            task, log,
            timeout=task.timeout_s,
            allow_errors=task.allow_errors,
            resources={"metadata": {"path": str(place)}},
            record_timing=False,
            # nbclient 0.11 takes minutes for a line of 400 kB; merge_streams does the same.
            coalesce_streams=False,
            extra_arguments=["--log-level=40"],  # or it warns of TCP at each start
        )
        client.log.setLevel("CRITICAL")  # what goes wrong is said once, by us
        # Another backend than that of ipykernel would draw figures that no page shows.
        environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
        manager = client.create_kernel_manager()
        assert isinstance(manager, AsyncKernelManager)
        try:
            try:
                async with task.take_turn(turns):
                    with log.open("wb") as file:
                        await client.async_start_new_kernel(stderr=file, env=environment)
                    await client.async_start_new_kernel_client()
                    await client.prepare()
            except (NoSuchKernel, OSError, RuntimeError) as error:
                raise KernelError(f"its kernel {client.kernel_name} cannot be started: {error}"
                                  ) from error
            yield client
        finally:
            client.last_words = client.read_last_words()
            if client.kc is not None:
                client.kc.stop_channels()
            if manager.has_kernel:
                await manager.shutdown_kernel(now=True)
                await manager.cleanup_resources()


def merge_streams(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Return outputs with one text for each stream: a kernel may send a line in several pieces.

    What is written to stdout stands before what is written to stderr at the same time, and of a
    line that was drawn over only the last form is kept.
    """
    merged: list[nbformat.NotebookNode] = []
    pieces: dict[str, list[str]] = {}
    streams: dict[str, nbformat.NotebookNode] = {}
    for output in outputs:
        if output.output_type != "stream":
            merged.append(output)
            continue
        if output.name not in streams:
            streams[output.name] = output
            merged.append(output)
        pieces.setdefault(output.name, []).append(output.text)
    for name, output in streams.items():
        lines = "".join(pieces[name]).split("\n")
        output.text = "\n".join(line[line[:-1].rfind("\r") + 1:] for line in lines)
    for index, (first, second) in enumerate(itertools.pairwise(merged)):
        if first.get("name") == "stderr" and second.get("name") == "stdout":
            merged[index:index + 2] = [second, first]
            break
    return merged


def describe_failure(error: CellExecutionError, is_check: bool) -> str:
    """Return why a cell failed: a sentence first, then the cell and its traceback."""
    said = error.evalue.partition("\n")[0]
    what = ("a check does not hold; correct the text or the code"
            if is_check and error.ename == "AssertionError" else error.ename)
    return strip_colours(f"{what}{': ' * bool(said)}{said}\n{error}").strip()


async def run_cells(task: Task, last: nbformat.NotebookNode, turns: Turns) -> None:
    """Run all cells of a page, then the last one; raise CellError for one that fails.

    No cell needs a check, so one that fails is noted, and the page goes on.
    """
    number, client = 0, None
    cells = [*task.notebook.cells, last]
    shares = [*task.list_turns(), (False, [len(cells) - 1])]
    too_much = (f"the outputs of the page are over {task.most_bytes / 2**20:g} MiB; print less, or "
                "raise jaxbook_output_mib under sphinx: config: in _config.yml")
    try:
        async with start_kernel(task, turns) as client:
            task.notebook.cells.append(last)
            for alone, numbers in shares:
                async with task.take_turn(turns, alone):
                    for number in numbers:
                        try:
                            await client.async_execute_cell(cells[number], number)
                        except CellExecutionError as error:
                            is_check = "check" in (cells[number].metadata.get("tags") or [])
                            fault = task.fail(number, describe_failure(error, is_check))
                            if not is_check:
                                raise fault from error
                            task.faults.append(fault)
                        if client.is_over and cells[number] is not last:
                            cells[number].outputs = []
                            raise task.fail(number, too_much)
    except KernelError as error:
        raise task.fail(0, str(error)) from error
    except CellTimeoutError as error:
        assert client is not None
        raise task.fail(number, too_much if client.is_over else (
            f"over the time limit of {task.timeout_s} s; make it faster, or raise timeout under "
            "execute: in _config.yml")) from error
    except DeadKernelError as error:
        if (current := asyncio.current_task()) and current.cancelling():
            # nbclient 0.11 takes the end of the task by Ctrl-C for the end of the kernel.
            raise asyncio.CancelledError from error
        words = client.last_words if client else ""
        raise task.fail(number, "Kernel died; it may have run out of memory, "
                                f"or the code ended the process{words}") from error
    finally:
        if last in task.notebook.cells:
            task.notebook.cells.remove(last)


async def execute(task: Task, commit: str, machine: Machine, turns: Turns) -> Run:
    """Run all cells of a page in a kernel of its own and return its run, made on this machine.

    The run of a page with cells that failed says so in `fault`; behind one that is no check the
    cells have no outputs.
    """
    last = nbformat.v4.new_code_cell(PROBE)
    try:
        await run_cells(task, last, turns)
    except CellError as error:
        task.faults.append(error)
    for cell in [*task.code, last]:
        cell.outputs = merge_streams(cell.outputs)
    checks = []
    for number, cell in enumerate(task.notebook.cells):
        try:
            for output in cell.get("outputs", []):
                checks += read_checks(output.text) if output.get("name") == "stdout" else []
        except ValueError as error:
            task.faults.append(task.fail(number, str(error)))
    for fault in task.faults:
        show_fault(task, fault)
    said = [output["text"] for output in last.outputs if output.get("name") == "stdout"]
    known = json.loads(said[0]) if said else describe_here()
    # A kernel that did not use the accelerator does not know that the machine has one.
    knows = known["backend"] in ("gpu", "tpu")
    known["machine"] = Machine(**known["machine"]) if knows else machine
    known["versions"] = Versions(**known["versions"])
    return Run(
        format=FORMAT, page=task.page, commit=commit, seconds=task.seconds,
        date=datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M"),
        asserts=sum(count_asserts(cell.source) for cell in task.code
                    if not {"check", "skip-execution"} & set(cell.metadata.get("tags") or [])
                    and not any(output.output_type == "error" for output in cell.outputs)),
        checks=tuple(checks),
        outputs=tuple(tuple(map(Output.from_notebook, cell.outputs)) for cell in task.code),
        fault="\n".join(map(str, task.faults)), **known,
    )


def show_fault(task: Task, fault: CellError) -> None:
    """Give the cell that failed an output that says why, unless it has a traceback."""
    cell = task.notebook.cells[min(fault.cell, len(task.notebook.cells)) - 1]
    if cell.cell_type == "code" and not any(o.output_type == "error" for o in cell.outputs):
        cell.outputs.append(nbformat.v4.new_output(
            "error", ename="Error", evalue=fault.message, traceback=[fault.message]))


def describe_here() -> dict[str, Any]:
    """Return what a kernel of a page that failed would have said, as far as this process knows."""
    return {"backend": "", "machine": probe.describe_machine(), "settings": {}, "peak_gib": 0.0,
            "versions": probe.describe_versions()}


def choose_device() -> Machine:
    """Pass DEVICE on to the kernels, and return the machine as they see it.

    Raises RequestError for a device that is not allowed or cannot be had.
    """
    device = os.environ.get("DEVICE", "")
    if device and device not in PLATFORMS:
        raise RequestError(f"DEVICE={device}: allowed are {' and '.join(PLATFORMS)}")
    if device:
        os.environ["JAX_PLATFORMS"] = PLATFORMS[device]
    if device != "gpu" and (device == "cpu" or not has_accelerator()):
        return Machine(**probe.describe_machine())
    run = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=False)
    seen = run.stderr.strip().split("\n")[-1]
    if run.returncode == 0:
        machine = Machine(**json.loads(run.stdout.splitlines()[-1])["machine"])
        if device != "gpu" or machine.backend == "gpu":
            return machine
        seen = f"JAX sees only {machine.name}"
    raise RequestError(f"DEVICE={device}: {seen}; make gpu installs JAX for NVIDIA GPUs" if device
                       else f"JAX does not start: {seen}")


def choose_share(pages: list[str]) -> list[str]:
    """Return the pages that SHARD asks for; raise RequestError unless it is like 2/3."""
    shard = os.environ.get("SHARD") or "1/1"
    match = re.fullmatch(r"([1-9]\d*)/([1-9]\d*)", shard)
    if not match or int(match[1]) > int(match[2]):
        raise RequestError(f"SHARD={shard}: allowed is i/n with i from 1 to n")
    return pages[int(match[1]) - 1 :: int(match[2])]


def has_accelerator() -> bool:
    """Return whether a plugin that brings an accelerator to JAX is installed."""
    names = {str(found.name).lower() for found in distributions()}
    return any(re.fullmatch(r"jax[-_].+[-_]plugin|libtpu", name) for name in names)


def count_workers(machine: Machine) -> int:
    """Return how many pages may run side by side: one if it takes most of the accelerator's memory.

    JAX does so when it starts, unless XLA_PYTHON_CLIENT_PREALLOCATE is false. Otherwise it is one
    more than there are cores, so that these have work while a page waits for its turn to be alone.
    """
    setting = os.environ.get("XLA_PYTHON_CLIENT_PREALLOCATE", "true")
    if machine.backend != "cpu" and setting.lower() not in ("false", "0"):
        return 1
    return max(1, min(machine.cores + 1, int(machine.memory_gib / GIB_EACH), MOST_AT_ONCE))


class Execution:
    """Executes tasks, reports each page in one line, and remembers which ones are running."""

    def __init__(self, pages: Pages, count: int, machine: Machine):
        self.pages, self.count, self.machine = pages, count, machine
        self.turns = Turns()
        self.commit = describe_commit(pages.project.root)
        self.started = 0
        self.running: list[str] = []
        self.failures: list[str] = []
        self.said: set[str] = set()

    async def run_page(self, task: Task) -> None:
        """Execute one page and keep its run; a failure is noted, and the others go on."""
        self.started += 1
        self.running.append(task.page)
        name = f"[{self.started}/{self.count}] {task.page}"
        try:
            run = await execute(task, self.commit, self.machine, self.turns)
            self.failures += map(str, task.faults)
            if not run.fault or self.pages.project.draft:
                self.pages.store.put(task.key, run)
        except OSError as error:
            print(f"{name}: FAILED", flush=True)
            self.failures.append(f"{task.page}: its run cannot be stored: {error}")
        else:
            done = f"{run.seconds:.1f} s, {run.passed} check{'s' * (run.passed != 1)} passed"
            print(f"{name}: {'FAILED' if run.fault else done}", flush=True)
            for check in run.differing:
                print(f"measured otherwise on this machine: {task.page}: {check.statement}: "
                      f"{check.value}, not {check.relation} {check.reference}", flush=True)
        self.say_notices(task)
        self.running.remove(task.page)

    def say_notices(self, task: Task) -> None:
        """Print each line that libraries wrote in the kernel, unless another page had it."""
        for line in strip_colours("".join(task.notices)).split("\n"):
            text = line.rstrip().split("\r")[-1].strip()  # a progress bar ends as it was last drawn
            without_time = re.sub(r"\d+", "", text)
            if text and without_time not in self.said:
                self.said.add(without_time)
                print(f"notice in {task.page}: {text}", file=sys.stderr, flush=True)

    async def run_all(self, tasks: list[Task], workers: int) -> None:
        """Run pages side by side, at most `workers` at a time, beginning in order."""
        waiting = iter(tasks)

        async def serve() -> None:
            for task in waiting:
                await self.run_page(task)

        async with asyncio.TaskGroup() as group:
            for _ in range(min(workers, len(tasks))):
                group.create_task(serve())


def find_tasks(
    pages: Pages, is_wanted: Callable[[Run], bool], only: Container[str] | None
) -> list[Task]:
    """Return the pages of this share, or those in `only`, of which there is no wanted run."""
    tasks = []
    for page in choose_share(list(pages.keys)):
        if page not in pages.executed or (only is not None and page not in only):
            continue
        key = pages.keys[page]
        if any(is_wanted(run) for run in pages.list_runs(page) if not run.fault):
            continue
        source = pages.reader.read_source(page)
        notebook = pages.reader.read_notebook(page, source)
        assert notebook is not None  # or it would have no key
        lines = notebook.metadata.get("source_map", [])
        name = pages.project.files[page].relative_to(pages.project.root).as_posix()
        places = [source.locate(lines[index]) if index < len(lines) else name
                  for index in range(len(notebook.cells) + 1)]
        options = pages.read_options(notebook, page)
        tasks.append(Task(page, key, notebook, places, pages.project.root, pages.data[page],
                          options.timeout_s, options.allow_errors, pages.project.most_bytes))
    return tasks


def describe_device(machine: Machine) -> str:
    """Return on which device pages run and how to get another one, '' if there is no choice."""
    if not any(driver.exists() for driver in DRIVERS):
        return ""
    if not has_accelerator():
        return ("pages run on the CPU; there is an NVIDIA driver here: make gpu installs JAX for "
                "it" if os.environ.get("DEVICE") != "cpu" else "")
    return ("pages run on the CPU; without DEVICE=cpu they run on the GPU"
            if machine.backend == "cpu" else f"pages run on {machine.name}; DEVICE=cpu runs them "
            "on the CPU")


def execute_book(
    pages: Pages, only: Container[str] | None = None, here: bool = False
) -> list[str]:
    """Execute each page, or each of `only`, that has no run; the others keep theirs.

    With `here` a run counts only if this machine made it. Raises BookError that names each cell
    that failed, or returns these sentences if a draft is made; raises Interrupted for Ctrl-C.
    """
    if pages.project.machine:
        raise RequestError("MACHINE chooses among stored runs, for make render; leave it out to "
                           "execute pages on this machine")
    jax = version("jax")
    if reason := explain_refusal(jax):
        raise RequestError(f"JAX {jax} is refused: {reason}")
    wanted = choose_device() if here or os.environ.get("DEVICE") else None

    def is_wanted(run: Run) -> bool:
        return run.versions.jax == jax and (
            wanted is None or run.machine.slug == wanted.slug
            or (not here and run.machine.backend == wanted.backend))

    tasks = find_tasks(pages, is_wanted, only)
    if not tasks:
        return []
    machine = wanted or choose_device()
    if said := describe_device(machine):
        print(said, flush=True)
    execution = Execution(pages, len(tasks), machine)
    try:
        asyncio.run(execution.run_all(tasks, count_workers(machine)))
    except KeyboardInterrupt as error:
        raise Interrupted(execution.running) from error
    pages.store.prune(pages.keys.values())
    if execution.failures and not pages.project.draft:
        raise BookError(*execution.failures)
    return execution.failures
