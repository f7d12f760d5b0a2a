"""Proofs that take long are remembered, as runs are: what has not changed is not proved again.

A proof that passed leaves a small file in `_build/proofs`, named after the hash of everything that
it depends on. One that fails or is interrupted leaves nothing. With the environment variable
JAXBOOK_PROOFS=again, which the weekly workflow sets, all are made again.
"""
import datetime
import hashlib
import json
import os
import platform
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

from sources import ROOT

FOLDER = ROOT / "_build" / "proofs"


def read_programs(*modules: ModuleType) -> list[str]:
    """Return the texts of modules that decide the outcome of a proof."""
    return [Path(str(module.__file__)).read_text(encoding="utf-8") for module in modules]


def prove(name: str, sources: list[object], run: Callable[[], None], folder: Path = FOLDER) -> bool:
    """Run a proof unless it has passed for the same sources; return whether it was run.

    `sources` is everything that the outcome depends on, besides Python, JAX and its packages.
    """
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    parts = [name, sources, pins, platform.python_version(), version("jax"), version("jaxlib")]
    key = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]
    path = folder / f"{name}-{key}.json"
    if path.exists():
        if os.environ.get("JAXBOOK_PROOFS") != "again":
            return False
        path.unlink()
    run()
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(f".{os.getpid()}")
    passed = {"proof": name, "passed": f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M}"}
    half.write_text(json.dumps(passed), encoding="utf-8")
    for old in path.parent.glob(f"{name}-{'?' * 32}.json"):
        old.unlink(missing_ok=True)
    half.replace(path)
    return True
