"""Serve the built site as a web host does: gzipped, under a path, and with its own page for 404."""
import contextlib
import functools
import gzip
import http.server
import sys
import threading
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

TEXT = {".css", ".html", ".js", ".json", ".svg", ".txt"}


class Handler(http.server.SimpleHTTPRequestHandler):
    """Answers GET as GitHub Pages does, and says nothing on the console."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        status = HTTPStatus.OK if path.is_file() else HTTPStatus.NOT_FOUND
        path = path if path.is_file() else Path(self.directory, "404.html")
        body = path.read_bytes()
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Cache-Control", "max-age=600")
        if path.suffix in TEXT:
            body = gzip.compress(body, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing; who calls says what is wrong."""


class Server(http.server.ThreadingHTTPServer):
    """A server that takes no offence when a browser hangs up."""

    def handle_error(self, *arguments: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*arguments)


@contextlib.contextmanager
def serve(site: Path) -> Iterator[str]:
    """Serve the folder on a free port of this machine; yield its address."""
    handler = functools.partial(Handler, directory=site)
    with Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()
