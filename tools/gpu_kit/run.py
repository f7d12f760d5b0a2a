"""Run one part of the kit: `run.py BOOK OUT`, where BOOK is a copy of the book with the tool.

Runs go into OUT/runs.zip as soon as a page is done, and measured parts of the record into
OUT/bench.zip, so that a part that is cut off leaves what it finished. run.sh lists the variables.
"""
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
GRACE_S = 20  # for a command that was told to stop
PARTS = ("ceilings", "libraries", "options", "results")  # of a record; the longest comes last
KEPT = {"runs.zip": ("_build/runs", "*/*.json"), "bench.zip": ("_build/bench", "*.json")}


def restore(book: Path, out: Path) -> None:
    """Put what earlier parts left in OUT back into the book."""
    for name, (folder, _) in KEPT.items():
        if (out / name).exists():
            with zipfile.ZipFile(out / name) as source:
                source.extractall(book / folder)


def keep(book: Path, out: Path) -> None:
    """Write the archives in OUT anew if there is something that they lack."""
    for name, (folder, pattern) in KEPT.items():
        files = sorted((book / folder).glob(pattern))
        archive = out / name
        if not files or (archive.exists() and archive.stat().st_mtime_ns >= max(
                file.stat().st_mtime_ns for file in files)):
            continue
        half = archive.with_suffix(".half")
        with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as target:
            for file in files:
                target.write(file, file.relative_to(book / folder).as_posix())
        half.replace(archive)


def run(command: list[str], book: Path, out: Path, limit_s: float, log: Path, **settings: str
        ) -> str:
    """Run a command, keep what it finishes, end it after the limit; return how it ended."""
    # What runs in the background ignores SIGINT, and would hand that on.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    end = time.monotonic() + limit_s
    with log.open("a", encoding="utf-8") as file:
        process = subprocess.Popen(command, cwd=book, stdout=file, stderr=subprocess.STDOUT,
                                   env=os.environ | settings)
        said, told = "", False
        while process.poll() is None:
            time.sleep(1)
            keep(book, out)
            late = time.monotonic() - end
            if late > 0 and not told:
                said, told = f"cut off after {limit_s:.0f} s", True
                process.send_signal(signal.SIGINT)
            if late > GRACE_S:
                process.kill()
    keep(book, out)
    return said or f"exit status {process.returncode}"


def main(book: Path, out: Path) -> int:
    """Run this part, then write its report; return 1 if something failed or was cut off."""
    shard, only = os.environ.get("SHARD", ""), os.environ.get("ONLY", "")
    if only not in ("", "pages", "bench"):
        print(f"error: ONLY={only}: allowed are pages and bench", file=sys.stderr)
        return 2
    limit_s = float(os.environ.get("LIMIT_S", "420"))
    name = "-".join(["report", *([f"{shard}".replace("/", "-of-")] if shard else []),
                     *([only] if only else [])])
    log = book / "_build" / "log.txt"
    log.parent.mkdir(exist_ok=True)
    restore(book, out)
    ended = {}
    measured = {path.stem for path in (book / "_build" / "bench").glob("*.json")}
    missing = [part for part in PARTS if part not in measured]
    commands = {"pages": ["-m", "jaxbook", "execute"]}
    if missing:
        commands["bench"] = ["benchmarks/run.py", *missing]
    for half, command in commands.items():
        if only == half or (not only and (half == "pages" or not shard)):
            start = time.monotonic()
            how = run([sys.executable, *command], book, out, limit_s, log,
                      **({"DRAFT": "1"} if half == "pages" else {}))
            ended[half] = f"{how}; it took {time.monotonic() - start:.0f} s"
    facts = subprocess.run([sys.executable, str(HERE / "facts.py")], capture_output=True,
                           text=True, timeout=120)
    parts = [f"{half}: {how}" for half, how in ended.items()]
    return subprocess.run(
        [sys.executable, str(HERE / "report.py"), str(out), f"{name}.md", log.read_text("utf-8"),
         facts.stdout if facts.returncode == 0 else facts.stderr, *parts], cwd=book).returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
