"""Move executed pages between machines, as one zip file.

`python _ext/archive.py pack FILE` writes the runs of this book, and `unpack FILE ...` merges such
files, from other machines or from shards of one build, into the execution cache here.
"""
import argparse
import shutil
import sys
import tempfile
import zipfile
import zlib
from importlib.metadata import version
from pathlib import Path

from jupyter_cache import get_cache
from sphinx.errors import ExtensionError

from cache import ROOT, find_cache, find_run, hold_build, keep_run, open_cache, read_notebooks


def pack_runs(archive: Path, root: Path = ROOT) -> int:
    """Write the runs of the book that are in the cache into a zip file; return their number."""
    source = open_cache(find_cache(root))
    packed = 0
    with tempfile.TemporaryDirectory() as folder:
        target = get_cache(Path(folder) / find_cache(root).name)
        for page, notebook in read_notebooks(root).items():
            if run := find_run(source, page, notebook):
                record = source.match_cache_notebook(notebook)
                keep_run(target, page, source.get_cache_bundle(record.pk).nb, run)
                packed += 1
        half = Path(shutil.make_archive(f"{archive}.half", "zip", folder))
    half.replace(archive)
    return packed


def unpack_runs(archive: Path, root: Path = ROOT) -> int:
    """Put the runs of a zip file into the cache here, in place of its own; return their number.

    Raises ExtensionError for a damaged file, and for runs with other packages than these.
    """
    wanted = find_cache(root)
    with tempfile.TemporaryDirectory() as folder:
        try:
            with zipfile.ZipFile(archive) as file:
                file.extractall(folder)
        except (OSError, zipfile.BadZipFile, zlib.error) as error:
            raise ExtensionError(f"{archive} cannot be unpacked: {error}") from error
        if not (Path(folder) / wanted.name).is_dir():
            raise ExtensionError(
                f"{archive} was not made with this requirements.txt and JAX {version('jax')}"
            )
        source = open_cache(Path(folder) / wanted.name)
        target = open_cache(wanted)
        records = source.list_cache_records()
        for record in records:
            keep_run(target, record.uri, source.get_cache_bundle(record.pk).nb, record.data)
    return len(records)


def main() -> int:
    """Pack or unpack; return an exit status, after saying on stderr what went wrong."""
    parser = argparse.ArgumentParser(description="Move executed pages between machines.")
    parser.add_argument("action", choices=["pack", "unpack"])
    parser.add_argument("archives", nargs="+", type=Path)
    arguments = parser.parse_args()
    step = {"pack": pack_runs, "unpack": unpack_runs}[arguments.action]
    try:
        with hold_build(arguments.action):
            for archive in arguments.archives:
                print(f"{arguments.action}ed {step(archive)} pages: {archive}")
    except (ExtensionError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
