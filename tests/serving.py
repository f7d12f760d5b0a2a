"""Serve the built site as a web host does: gzipped, under its path, and with its page for 404."""
import contextlib
import functools
import gzip
import http.server
import re
import sys
import threading
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

TEXT = {".css", ".html", ".js", ".json", ".svg", ".txt"}


def find_prefix(site: Path) -> str:
    """Return the path under which the site is made to be served, such as `/` or `/REPO/`.

    Only the page for 404 depends on it, since all other pages use relative addresses.
    """
    page = site / "404.html"
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    match = re.search(r'href="(/[^"]*?)_static/', text)
    return match[1] if match else "/"


@functools.lru_cache(maxsize=32)  # a page asks for the same style sheet and scripts as the last
def compress(path: Path, time_ns: int) -> bytes:
    """Return a file that was last changed at a time, compressed."""
    return gzip.compress(path.read_bytes(), 6)


class Handler(http.server.SimpleHTTPRequestHandler):
    """Answers GET as GitHub Pages does, and prints nothing."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: object, prefix: str, **options: object):
        self.prefix = prefix
        super().__init__(*arguments, **options)

    def do_GET(self) -> None:
        inside = self.path.startswith(self.prefix)
        path = Path(self.translate_path("/" + self.path.removeprefix(self.prefix)))
        path = path / "index.html" if path.is_dir() else path
        found = inside and path.is_file()
        path = path if found else Path(self.directory, "404.html")
        is_text = path.suffix in TEXT
        body = compress(path, path.stat().st_mtime_ns) if is_text else path.read_bytes()
        self.send_response(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Cache-Control", "max-age=600")
        if is_text:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Print nothing; the caller reports what is wrong."""


class Server(http.server.ThreadingHTTPServer):
    """A server that ignores browsers that hang up."""

    def handle_error(self, *arguments: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*arguments)


@contextlib.contextmanager
def serve(site: Path) -> Iterator[str]:
    """Serve the folder on a free port of this machine; yield the address of the site."""
    prefix = find_prefix(site)
    handler = functools.partial(Handler, directory=site, prefix=prefix)
    with Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}{prefix}"
        server.shutdown()
