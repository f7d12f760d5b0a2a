"""Move runs between machines as one zip file.

The outputs in an archive become part of pages, scripts included, so unpack only archives that you
or your own machines made. What is checked here is what could harm the store: names, sizes, and
that each run belongs to a page of this book.
"""
import re
import zipfile
import zlib
from pathlib import Path

from jaxbook.machine import explain_refusal
from jaxbook.pages import Pages
from jaxbook.project import RequestError
from jaxbook.runs.model import Run

NAME = re.compile(r"[0-9a-f]{32}/[a-z0-9-]{1,120}\.json")
MAX_RUN_BYTES = 64 * 2**20
MAX_ARCHIVE_BYTES = 512 * 2**20  # of all runs together, unpacked


def pack(pages: Pages, archive: Path) -> int:
    """Write the runs of the present pages into a new file; return how many there are."""
    keys = set(pages.keys.values())  # pages with the same code share one
    files = [path for key in keys for path in pages.store.list_files(key)]
    if not files:
        raise RequestError("no page is executed here: run make execute")
    archive.parent.mkdir(parents=True, exist_ok=True)
    half = archive.with_name(f"{archive.name}.half")
    try:
        with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as target:
            for path in sorted(files):
                target.write(path, path.relative_to(pages.store.folder).as_posix())
        half.replace(archive)
    finally:
        half.unlink(missing_ok=True)
    return len(files)


def read_archive(pages: Pages, archive: Path) -> dict[str, Run]:
    """Return the runs of an archive by name; raise RequestError unless all of it can be trusted."""
    fault = f"{archive} cannot be unpacked"
    pages_by_key = {key: page for page, key in pages.keys.items()}
    try:
        with zipfile.ZipFile(archive) as source:
            entries = source.infolist()
            for entry in entries:
                if not NAME.fullmatch(entry.filename):
                    raise RequestError(f"{fault}: {entry.filename!r} is not the name of a run")
                if entry.file_size > MAX_RUN_BYTES:
                    raise RequestError(f"{fault}: {entry.filename} is over "
                                       f"{MAX_RUN_BYTES // 2**20} MiB")
            if sum(entry.file_size for entry in entries) > MAX_ARCHIVE_BYTES:
                raise RequestError(f"{fault}: it is over {MAX_ARCHIVE_BYTES // 2**20} MiB")
            runs = {}
            for entry in entries:
                key = entry.filename.split("/")[0]
                if key not in pages_by_key:
                    continue
                # It reads no more than the index says, and refuses a file that is larger.
                run = runs[entry.filename] = Run.from_json(source.read(entry))
                if run.fault:
                    raise RequestError(f"{fault}: {entry.filename} is the run of a page that "
                                       "failed")
                if reason := explain_refusal(run.versions.jax):
                    raise RequestError(f"{fault}: {entry.filename} was made with JAX "
                                       f"{run.versions.jax}: {reason}")
    except (OSError, EOFError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise RequestError(f"{fault}: {error}") from error
    if not runs:
        raise RequestError(f"{fault}: it holds no run of these pages with this requirements.txt")
    return runs


def unpack(pages: Pages, archive: Path) -> int:
    """Put the runs of an archive that belong to this book into the store; return how many."""
    runs = read_archive(pages, archive)
    for name, run in runs.items():
        pages.store.put(name.split("/")[0], run)
    return len(runs)
