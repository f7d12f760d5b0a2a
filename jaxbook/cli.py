"""The command line: `python -m jaxbook [--book DIR] COMMAND`.

This is the one place where an error becomes a sentence and an exit status: 0 done, 1 the book is
wrong, 2 the request is wrong, 130 interrupted. Commands import what they need when they run, so
that the quick ones stay quick.
"""
import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from jaxbook.project import BookError, Project, lock_build, open_project

HOME = Path(__file__).resolve().parents[1]
VARIABLES = """\
Environment variables: EDITION=full|student chooses the edition, DEVICE=cpu|gpu where notebooks run,
SHARD=1/2 which share of the pages is executed.
"""


def execute(project: Project, options: argparse.Namespace) -> None:
    """Execute each notebook that changed, and keep its run in _build/runs."""
    from jaxbook.pages import Pages
    from jaxbook.runs.execute import execute_book

    execute_book(Pages(project))


def render(project: Project, options: argparse.Namespace) -> None:
    """Make the site from the stored runs; no kernel is started."""
    from jaxbook.pages import Pages
    from jaxbook.render import render as make_site

    report(project, make_site(Pages(project)))


def book(project: Project, options: argparse.Namespace) -> None:
    """Execute what changed, then make the site."""
    execute(project, options)
    render(project, options)


def report(project: Project, changed: bool) -> None:
    """Say where the site is."""
    if not changed:
        print("nothing has changed since the last build")
    print(f"open {project.site / 'index.html'}")


def pack(project: Project, options: argparse.Namespace) -> None:
    """Write the runs of the present pages into one file, for another machine."""
    from jaxbook.pages import Pages
    from jaxbook.runs import archive

    (file,) = options.archive
    count = archive.pack(Pages(project), file)
    print(f"packed {count} runs: {file}")


def unpack(project: Project, options: argparse.Namespace) -> None:
    """Add the runs of archives to those here; unpack only archives that you made."""
    from jaxbook.pages import Pages
    from jaxbook.runs import archive

    pages = Pages(project)
    for file in options.archive:
        print(f"unpacked {archive.unpack(pages, file)} runs: {file}")


def pdf(project: Project, options: argparse.Namespace) -> None:
    """Print the built site as one PDF, and link the site to it."""
    from jaxbook.pdf.print import print_project

    print(print_project(project))


COMMANDS: dict[str, Callable[[Project, argparse.Namespace], None]] = {
    "execute": execute, "render": render, "book": book, "pack": pack, "unpack": unpack, "pdf": pdf,
}
LOCKED = {"execute", "render", "book", "unpack", "pdf"}


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m jaxbook", description="Execute a book of notebooks and make its pages.",
        epilog=VARIABLES, formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--book", type=Path, default=HOME, metavar="DIR",
                        help="the folder of the book (default: the repository of this tool)")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, function in COMMANDS.items():
        text = function.__doc__ or ""
        command = commands.add_parser(name, help=text.split("\n")[0], description=text,
                                      epilog=VARIABLES)
        if name in ("pack", "unpack"):
            command.add_argument("archive", type=Path, nargs=1 if name == "pack" else "+",
                                 help="a zip file of runs")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit status."""
    options = make_parser().parse_args(arguments)
    try:
        project = open_project(options.book)
        if options.command in LOCKED:
            with lock_build(project, f"jaxbook {options.command}"):
                COMMANDS[options.command](project, options)
        else:
            COMMANDS[options.command](project, options)
    except BookError as error:
        for message in str(error).split("\n\n"):
            print(f"error: {message}", file=sys.stderr)
        return error.status
    except OSError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\ninterrupted; the last site is where it was", file=sys.stderr)
        return 130
    except BaseException as error:
        if type(error).__name__ != "Interrupted":
            raise
        print(f"\ninterrupted in {error}; what was finished is kept, run again to go on",
              file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    os._exit(main())
