"""Remember between builds what was computed from a text, so that an unchanged page costs nothing.

What is remembered is small and can be computed again at any time: losing the file is harmless.
"""
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path


class Memo:
    """Values by the hash of all that they were computed from, in a JSON file."""

    def __init__(self, path: Path):
        self.path = path
        try:
            known = json.loads(path.read_bytes())
        except (OSError, ValueError):
            known = {}
        self.known: dict = known if isinstance(known, dict) else {}
        self.used: dict = {}

    def recall(self, kind: str, sources: list[str], compute: Callable[[], object]):
        """Return what `compute` returned for these texts, now or in an earlier build.

        `kind` is one word that says what is computed.
        """
        name = f"{kind} {hashlib.sha256(json.dumps(sources).encode()).hexdigest()}"
        if name not in self.used:
            self.used[name] = self.known[name] if name in self.known else compute()
        return self.used[name]

    def save(self) -> None:
        """Keep what this build used, and forget what it did not use of the same kinds."""
        kinds = {name.split()[0] for name in self.used}
        others = {name: value for name, value in self.known.items()
                  if name.split()[0] not in kinds}
        if (kept := others | self.used) != self.known:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            half = self.path.with_suffix(f".{os.getpid()}")  # another process may save as well
            half.write_text(json.dumps(kept), encoding="utf-8")
            half.replace(self.path)
            self.known = kept
