"""Put a process behind walls that need no privileges: bubblewrap, or else namespaces of Linux.

Bubblewrap shows the process a file system that it cannot write to, without the folders of the
teacher; namespaces alone take the network and leave the files. Where neither works, nothing does.
"""
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

UNSHARE = ["unshare", "--map-root-user", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
BUBBLEWRAP = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--ro-bind", "/", "/",
              "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp",
              "--tmpfs", "/run"]  # it holds sockets of services that would obey
WITHOUT_FILES = ("students' code has no network, but it can read and change every file that you "
                 "can; where bubblewrap is installed, it cannot")
WITHOUT_WALLS = ("students' code can use the network, and read and change every file that you can; "
                 "where Linux allows bubblewrap and it is installed, it cannot")


@dataclass(frozen=True)
class Walls:
    """A way to start a process: its kind, and what it does not keep from the process."""

    kind: str
    missing: str
    hidden: tuple[Path, ...] = ()  # folders that the process does not see
    shown: tuple[Path, ...] = ()  # what it sees of them

    def make_command(self, folder: Path) -> list[str]:
        """Return the program that starts a process which may write to a folder alone."""
        if self.kind == "unshare":
            return UNSHARE
        if self.kind == "none":
            return []
        hidden = [word for path in self.hidden for word in ("--tmpfs", str(path))]
        shown = [word for path in self.shown for word in ("--ro-bind", str(path), str(path))]
        return [*BUBBLEWRAP, *hidden, *shown, "--bind", str(folder), str(folder)]

    def stand(self, folder: Path) -> bool:
        """Return whether a process starts behind them."""
        command = [*self.make_command(folder), sys.executable, "-I", "-S", "-c", ""]
        try:
            return subprocess.run(command, capture_output=True, check=False).returncode == 0
        except OSError:
            return False


def find_walls(root: Path, folder: Path) -> Walls:
    """Return the best walls that stand here; `root` is the book, which may hold solutions."""
    prefixes = {Path(prefix) for prefix in (sys.prefix, sys.base_prefix)}
    tool = Path(__file__).parent
    hidden = [path for path in (Path.home(), root) if path != Path("/")]
    kinds = [Walls("bwrap", "", tuple(hidden), (*sorted(prefixes), tool)),
             Walls("unshare", WITHOUT_FILES), Walls("none", WITHOUT_WALLS)]
    return next(walls for walls in kinds if walls.stand(folder))
