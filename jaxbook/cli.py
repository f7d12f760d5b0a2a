"""The command line: `python -m jaxbook [--book DIR] COMMAND`.

This is the one place where an error becomes a sentence and an exit status: 0 done, 1 the book is
wrong, 2 the request is wrong, 130 interrupted. Commands import what they need when they run, so
that the quick ones stay quick.
"""
import argparse
import os
import sys
from collections.abc import Callable, Container, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from jaxbook.project import BookError, Project, RequestError, lock_build, open_project

if TYPE_CHECKING:
    from jaxbook.pages import Pages

HOME = Path(__file__).resolve().parents[1]
VARIABLES = """\
Environment variables: EDITION=full|student chooses the edition, DEVICE=cpu|gpu where notebooks run,
SHARD=1/2 which share of the pages is executed, MACHINE=name whose stored runs the pages show,
DRAFT=1 builds in spite of what is wrong.
"""


def execute(project: Project, options: argparse.Namespace) -> None:
    """Execute each notebook that changed, and keep its run in _build/runs."""
    from jaxbook.pages import Pages
    from jaxbook.runs.execute import execute_book

    for failure in execute_book(Pages(project)):
        print(f"draft: {failure}", file=sys.stderr)


def render(project: Project, options: argparse.Namespace) -> None:
    """Make the site from the stored runs; no kernel is started."""
    from jaxbook.pages import Pages
    from jaxbook.render import render as make_site

    if project.draft:
        make_draft(Pages(project))
        return
    say_without_effect(project)
    report(project, make_site(Pages(project)))


def book(project: Project, options: argparse.Namespace) -> None:
    """Check the form of the pages, execute what changed, then make the site."""
    from jaxbook.pages import Pages
    from jaxbook.render import is_current
    from jaxbook.render import render as make_site

    pages = Pages(project)
    if project.draft:
        from jaxbook.runs.execute import execute_book

        execute_book(pages)
        make_draft(pages)
        return
    with report_form(pages, project.pages):
        if is_current(pages) and not os.environ.get("DEVICE"):
            report(project, changed=False)
            return
        say_without_effect(project)
        if not project.machine:
            from jaxbook.runs.execute import execute_book

            execute_book(pages)
        report(project, make_site(pages))


def say_without_effect(project: Project) -> None:
    """Print which options of `_config.yml` do nothing here, and what does."""
    from jaxbook.options import find_without_effect

    for sentence in find_without_effect(project):
        print(sentence, file=sys.stderr)


def make_draft(pages: "Pages") -> None:
    """Make the site in spite of what is wrong, and list that."""
    from jaxbook.form import find_faults
    from jaxbook.render import Fault, render_draft

    say_without_effect(pages.project)
    faults = render_draft(pages, [Fault(fault.page, str(fault)) for fault in find_faults(pages)])
    report(pages.project, changed=True)
    for fault in faults:
        print(f"draft: {fault.text}", file=sys.stderr)
    count = f"{len(faults)} problem{'s' * (len(faults) != 1)}"
    print(f"this is a draft with {count}; it cannot be published or printed", file=sys.stderr)


def refuse_draft(project: Project, command: str) -> None:
    """Raise RequestError if what would be published or printed is a draft."""
    from jaxbook.render import DRAFT

    if project.draft or (project.output / DRAFT).exists():
        raise RequestError(f"{command}: the site is a draft; run make book without DRAFT first")


@contextmanager
def report_form(pages: "Pages", names: Container[str]) -> Generator[None]:
    """Do something, then raise a BookError for its own errors and the faults of these pages."""
    from jaxbook.form import find_faults

    faults = [str(fault) for fault in find_faults(pages) if not fault.page or fault.page in names]
    try:
        yield
    except BookError as error:
        raise type(error)(*dict.fromkeys([*error.args, *faults])) from error
    if faults:
        raise BookError(*faults)


def report(project: Project, changed: bool) -> None:
    """Say which files are no part of it, and where the site is."""
    if left_out := project.left_out:
        print(f"left out, because _toc.yml does not list them: {', '.join(left_out)}")
    if not changed:
        print("nothing has changed since the last build")
    print(f"open {project.site / 'index.html'}")


def pack(project: Project, options: argparse.Namespace) -> None:
    """Write the runs of the present pages into one file, for another machine."""
    from jaxbook.pages import Pages
    from jaxbook.runs import archive

    count = archive.pack(Pages(project), options.archive)
    print(f"packed {count} run{'s' * (count != 1)}: {options.archive}")


def unpack(project: Project, options: argparse.Namespace) -> None:
    """Add the runs of archives to those here; unpack only archives that you made."""
    from jaxbook.pages import Pages
    from jaxbook.runs import archive

    pages = Pages(project)
    for file in options.archive:
        count = archive.unpack(pages, file)
        print(f"unpacked {count} run{'s' * (count != 1)}: {file}")


def record(project: Project, options: argparse.Namespace) -> None:
    """Write what the cells with the tag `machine` print on this machine into benchmarks/records."""
    from jaxbook.pages import Pages
    from jaxbook.record import find_unmarked
    from jaxbook.record import record as record_outputs

    folder = record_outputs(project)
    for sentence in find_unmarked(Pages(project)):
        print(sentence, file=sys.stderr)
    print(f"wrote {folder.relative_to(project.root)}; commit it to show this machine in the book")


def pdf(project: Project, options: argparse.Namespace) -> None:
    """Print the built site as one PDF, and link the site to it."""
    from jaxbook.pdf.print import print_project

    print(print_project(project))


def epub(project: Project, options: argparse.Namespace) -> None:
    """Write the built site as an EPUB, and link the site to it."""
    from jaxbook.pdf.epub import write_project

    print(write_project(project))


def publish(project: Project, options: argparse.Namespace) -> None:
    """Push the branch `notebooks` of the built site to a git repository, and write its zip."""
    from jaxbook.publish import PublishError
    from jaxbook.publish import publish as publish_site

    try:
        print(publish_site(project.root, project.edition, options.remote))
    except PublishError as error:
        raise RequestError(str(error)) from error


def bundle(project: Project, options: argparse.Namespace) -> None:
    """Put the zip of all notebooks of the built site, with their data files, beside it."""
    from jaxbook.bundle import copy_bundle

    print(copy_bundle(project))


def new(project: Project, options: argparse.Namespace) -> None:
    """Write the files of a new page, and list it in _toc.yml.

    In a book in house form: a lecture, and an exercise with its solution and wrong answers; in any
    other book the lecture alone.
    """
    from jaxbook.new import new_page

    for path in new_page(project, options.page, options.title):
        print(path.relative_to(project.root))


def check(project: Project, options: argparse.Namespace) -> None:
    """Check the form of a page, execute it and what the site lacks, and make the site."""
    from jaxbook.pages import Pages
    from jaxbook.render import render as make_site
    from jaxbook.runs.execute import execute_book

    pages, names = Pages(project), find_pages(project, options.page)
    if project.draft:
        execute_book(pages, names)
        make_draft(pages)
        return
    with report_form(pages, names):
        execute_book(pages, names)  # first, so that what is wrong in it is said soon
        execute_book(pages)
        report(project, make_site(pages))


def grade(project: Project, options: argparse.Namespace) -> None:
    """Grade a folder of students' notebooks with the checks of their pages; write a CSV.

    Their code runs with limits, and without a network where that is possible; the page for teachers
    says what this does not protect from.
    """
    from jaxbook.grading.grade import describe, grade_folder

    if not options.folder:
        raise RequestError("grade: FOLDER is empty; name a folder, such as ~/handed_in")
    folder = Path(options.folder).expanduser()  # not every shell reads the ~ of FOLDER=~/handed_in
    total = grade_folder(project, folder, options.out, options.seconds, options.memory)
    print(f"wrote {options.out}: {describe(total)}")


def find_pages(project: Project, name: str) -> list[str]:
    """Return the pages that a name means: `lectures/jit`, or `jit` in every folder."""
    name = name.removesuffix(".md")
    found = [page for page in project.pages if page == name or page.split("/")[-1] == name]
    if not found:
        raise RequestError(f"{name or 'PAGE is empty'}: there is no such page; write it as in "
                           f"_toc.yml, such as {project.pages[-1]}")
    return found


def watch(project: Project, options: argparse.Namespace) -> None:
    """Serve the site; rebuild it and reload the open page when a file is saved."""
    from jaxbook.serve import watch as watch_book

    watch_book(project, options.port)


def serve(project: Project, options: argparse.Namespace) -> None:
    """Serve the built site on this machine."""
    from jaxbook.serve import serve as serve_site

    serve_site(project, options.port)


def clean(project: Project, options: argparse.Namespace) -> None:
    """Remove everything that was built, unless a build is running."""
    import shutil

    shutil.rmtree(project.build)


def chromium(project: Project, options: argparse.Namespace) -> None:
    """Find Chromium; if there is none, say what will be installed, and install it."""
    from jaxbook.pdf.chromium import install_chromium

    install_chromium()


NOT_OF_DRAFTS = {"epub", "pdf", "publish", "zip"}
COMMANDS: dict[str, Callable[[Project, argparse.Namespace], None]] = {
    "zip": bundle, **{function.__name__: function
    for function in (execute, render, book, check, grade, new, watch, serve, record, pack, unpack,
                     pdf, epub, publish, chromium, clean)
}}
LOCKED = {"execute", "render", "book", "check", "record", "unpack", "pdf", "epub", "zip", "clean"}
ARGUMENTS: dict[str, list[tuple[str, dict]]] = {
    "check": [("page", {"help": "a page of _toc.yml, such as lectures/jit"})],
    "grade": [
        ("folder", {"help": "a folder of notebooks (.ipynb) or pages (.md)"}),
        ("--out", {"type": Path, "default": Path("grades.csv"), "help": "the CSV to write"}),
        ("--seconds", {"type": float, "default": 120, "help": "what an exercise may take"}),
        ("--memory", {"type": float, "default": 4, "help": "GiB that its process may use"}),
    ],
    "new": [("page", {"help": "the name of its files, such as markov_chains"}),
            ("title", {"help": "its title, such as 'Simulate a Markov chain'"})],
    "watch": [("--port", {"type": int, "default": 8000})],
    "serve": [("--port", {"type": int, "default": 8000})],
    "pack": [("archive", {"type": Path, "help": "the zip file to write"})],
    "unpack": [("archive", {"type": Path, "nargs": "+", "help": "zip files of runs"})],
    "publish": [("remote", {"help": "a git repository, such as origin"})],
}


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m jaxbook", description="Execute a book of notebooks and make its pages.",
        epilog=VARIABLES,
    )
    parser.add_argument("--book", type=Path, default=HOME, metavar="DIR",
                        help="the folder of the book (default: the repository of this tool)")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, function in COMMANDS.items():
        text = " ".join((function.__doc__ or "").split())
        summary = (function.__doc__ or "").split("\n")[0]
        command = commands.add_parser(name, help=summary, description=text, epilog=VARIABLES)
        for argument, settings in ARGUMENTS.get(name, []):
            command.add_argument(argument, **settings)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit status."""
    options = make_parser().parse_args(arguments)
    try:
        project = open_project(options.book)
        if options.command in NOT_OF_DRAFTS:
            refuse_draft(project, options.command)
        if options.command in LOCKED:
            with lock_build(project, f"jaxbook {options.command}"):
                COMMANDS[options.command](project, options)
        else:
            COMMANDS[options.command](project, options)
    except BookError as error:
        for message in error.args:
            print(f"error: {message}", file=sys.stderr)
        return error.status
    except OSError as error:
        said = f"{error.filename}: {error.strerror}" if error.filename else error
        print(f"error: {said}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\ninterrupted; the last site is where it was", file=sys.stderr)
        return 130
    except BaseException as error:
        if type(error).__name__ != "Interrupted":
            raise
        where = f" in {error}" if str(error) else ""  # no page ran at that moment
        print(f"\ninterrupted{where}; what was finished is kept, run again to go on",
              file=sys.stderr)
        return 130
    return 0
