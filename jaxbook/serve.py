"""Serve the built site on this machine, and rebuild it when a file of the book is saved."""
import errno
import functools
import http.server
import socket
import subprocess
import sys

from jaxbook.project import SKIPPED, Project, RequestError

HOST = "127.0.0.1"


def check_port(port: int) -> None:
    """Raise RequestError if the port cannot be used."""
    if not 0 <= port < 2**16:
        raise RequestError(f"port {port} does not exist; choose one below {2**16}, such as "
                           "PORT=8000")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the servers do
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise RequestError(f"port {port} is already in use; choose another one, "
                                   f"such as PORT={port + 1}") from error
            raise RequestError(f"port {port} cannot be used: {error.strerror}") from error


def serve(project: Project, port: int) -> None:
    """Serve the site until Ctrl-C; raise RequestError if the port is taken."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler,
                                directory=project.find_site())
    check_port(port)
    server = http.server.ThreadingHTTPServer((HOST, port), handler)
    print(f"http://localhost:{server.server_port}  (Ctrl-C stops)", flush=True)
    with server:
        server.serve_forever()


def watch(project: Project, port: int) -> None:
    """Build the book, serve it, and build it again and reload open pages when a file is saved."""
    from livereload import Server
    from livereload.handlers import LiveReloadHandler

    # In a process of its own: this one has an event loop, and a build may be interrupted.
    command = [sys.executable, "-m", "jaxbook", "--book", str(project.root), "book"]

    def build() -> None:
        subprocess.run(command, check=False)

    check_port(port)
    build()
    # Livereload 2.7 reloads no page in the three seconds after a reload, and forgets the change.
    LiveReloadHandler.DEFAULT_RELOAD_TIME = 0
    server = Server()
    hidden = [path.name for path in project.root.iterdir() if path.name.startswith(".")]
    server.watcher.ignore_dirs(*SKIPPED, *hidden)
    server.watch(str(project.root), build)
    print(f"http://localhost:{port}  (Ctrl-C stops; save a file to rebuild)", flush=True)
    server.serve(port=port, host=HOST, root=str(project.find_site()))
