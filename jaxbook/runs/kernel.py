"""Tell what a page writes to stderr from what its libraries write. This text runs in the kernel.

JAX, XLA and other packages write notices to stderr that depend on the machine, such as that it
has an NVIDIA GPU which this JAX cannot use. They say nothing about the page, so they leave the
kernel as messages of the type MIME instead of as outputs. What the page writes is left alone.

It imports nothing but the standard library, since a kernel may belong to another environment.
"""
import os
import site
import sys
import sysconfig
from pathlib import Path
from types import FrameType

MIME = "application/x.jaxbook-notice"
# Every cell runs inside these packages, so what they write is on behalf of the cell.
MACHINERY = ("IPython", "comm", "ipykernel", "jupyter_client", "tornado", "traitlets", "zmq")


def list_places(*paths: str) -> tuple[str, ...]:
    """Return folders as prefixes of file names, with and without symbolic links."""
    return tuple({f"{place}{os.sep}" for path in paths
                  for place in (Path(path).absolute(), Path(path).resolve())})


PACKAGES = list_places(*site.getsitepackages(), site.getusersitepackages(),
                       sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))
LIBRARY = list_places(sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"))


def find_owner(name: str) -> str:
    """Return `page` or `package` for a file of code, '' for one that works for others."""
    if not Path(name).is_absolute():  # such as <string> or <frozen importlib>
        return ""
    for place in PACKAGES:
        if name.startswith(place):
            first = Path(name).relative_to(place).parts[0]
            return "" if first.removesuffix(".py") in MACHINERY else "package"
    return "" if name.startswith(LIBRARY) else "page"


def is_notice(frame: FrameType | None) -> bool:
    """Return whether the text that is being written in this frame does not come from the page.

    The first frame outside the standard library decides, and for a warning the file that it names.
    """
    while frame is not None:
        code, owner = frame.f_code, find_owner(frame.f_code.co_filename)
        # Private: only here Python 3.12 to 3.14 keep the warning that is being written.
        if code.co_name == "_showwarnmsg_impl" and "msg" in frame.f_locals:
            owner = find_owner(str(getattr(frame.f_locals["msg"], "filename", "")))
        # Private: the thread of ipykernel 6 and 7 that reads what C++ wrote to the descriptor.
        if code.co_name == "_watch_pipe_fd" and not owner:
            return True
        if owner:
            return owner == "package"
        frame = frame.f_back
    return False


def divert_notices(shell) -> None:
    """Have everything that is written to stderr from now on sent where it belongs."""
    write, publish = sys.stderr.write, shell.display_pub.publish

    def write_or_notify(text: str) -> int | None:
        if not isinstance(text, str) or not is_notice(sys._getframe(1)):
            return write(text)
        publish({MIME: text})
        return len(text)

    vars(sys.stderr)["write"] = write_or_notify  # of this stream alone
