"""Make the site from the stored runs with Sphinx, any warning being an error. No kernel is started.

A warm build gives the same files, byte for byte, as a build from nothing:
- what the reading of every page depends on (configuration, which pages there are, the tool, the
  packages, the address of the site) makes the build start from nothing when it changes;
- what only the writing of every page depends on (the order of `_toc.yml`, templates, static files)
  has every page written again;
- what one page can show of another is watched by `jaxbook.site.staleness`;
- images that no page shows any more are removed at the end (`jaxbook.site.images`).
If no file of the book and no run has changed since the last complete site, nothing is built at all.
The last site stays in its place until the new one is complete.

A draft is made in spite of warnings and of cells that failed. Each is said at the top of its page,
and a file `draft` beside the site keeps it from being published or printed.
"""
import copy
import hashlib
import html
import io
import json
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from sysconfig import get_path
from typing import TYPE_CHECKING

from jaxbook.pages import Pages
from jaxbook.project import SKIPPED, BookError, Project, list_files, read_yaml
from jaxbook.repository import find_repository
from jaxbook.runs.model import strip_colours

if TYPE_CHECKING:  # Sphinx takes a second to load, and often there is nothing to build
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

STATE = "state.json"  # in the folder of an edition: what the last complete site was made from
READ, WRITTEN = ("_config.yml", "requirements.txt"), ("_toc.yml", "_templates", "_static")
# What Jupyter Book appends to the list of extensions for its options `use_…`.
LOADED_AFTER = ("sphinx_jupyterbook_latex", "sphinx_multitoc_numbering")
DRAFT = "draft"  # in the folder of an edition: there if the site is a draft
WARNING = re.compile(
    r"^(?P<path>[^:\n]+?)(?::(?P<line>\d*))?: (?P<rest>(?:WARNING|ERROR|CRITICAL|SEVERE): .*)$")
CELL = 10_000  # MyST-NB 1.4 counts the lines of each cell of an .ipynb from a multiple of it
STDERR = re.compile(r"stderr was found in the cell outputs of cell (\d+) \[mystnb\.stderr\]$")


@dataclass(frozen=True)
class Fault:
    """Something wrong in the book: the page it belongs to, '' if none is known, and a sentence."""

    page: str
    text: str


def digest_files(root: Path, paths: Iterator[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{os.path.relpath(path, root)}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def list_own_places(project: Project) -> list[str]:
    """Return the folders of extensions of the book itself."""
    return list((project.config.get("sphinx") or {}).get("local_extensions", {}).values())


def list_named_places(project: Project) -> tuple[list[str], list[str | None]]:
    """Return the files and folders that `_config.yml` names, for reading and for writing pages."""
    config, ours = project.config, project.sphinx_config
    html = config.get("html") or {}
    read = list_own_places(project)
    for _, inventory in (ours.get("intersphinx_mapping") or {}).values():
        read += [inventory] if isinstance(inventory, str) else inventory or []
    written = [config.get("logo"), html.get("favicon"), ours.get("html_logo"),
               ours.get("html_favicon")]
    for option in ("templates_path", "html_static_path", "html_extra_path"):
        written += ours.get(option) or []
    return read, written


def digest_places(project: Project, names: Iterable[object]) -> str:
    """Return a hash of the named files and of all files in named folders but the book's own."""
    places = [project.root / str(name) for name in dict.fromkeys(names) if name]
    return digest_files(project.root, (
        path for place in places if place.resolve() != project.root
        for path in (list_files(place) if place.is_dir() else [place] if place.exists() else [])))


def list_kept(toc: object) -> list[str]:
    """Return what `_toc.yml` says that Sphinx keeps with a page without reading the page again.

    A title is kept with the page whose contents show it, and `numbered: 1` equals `true`.
    """
    if isinstance(toc, list):
        return sorted(text for part in toc for text in list_kept(part))
    if not isinstance(toc, dict):
        return []
    own = [f"{toc.get('file')} {toc['title']}"] if "title" in toc else []
    own += [str(toc["numbered"])] if type(toc.get("numbered")) is int else []
    return sorted([*own, *(text for part in toc.values() for text in list_kept(part))])


def digest_common(project: Project, tool: str) -> dict[str, str]:
    """Return hashes of what the reading, and what the writing, of every page depends on."""
    read, written = list_named_places(project)
    # The folder of each package is named after its version.
    packages = sorted(path.name for path in Path(get_path("purelib")).glob("*-info"))
    # What may hold extensions of the book itself.
    own = [path for pattern in ("*.py", "*/*.py") for path in project.root.glob(pattern)
           if path.parent.name not in SKIPPED]
    # A pattern in `_toc.yml` can add and remove pages while the file stays as it is.
    common = [tool, project.edition, project.draft, project.machine, packages,
              asdict(find_repository(project)), sorted(project.pages),
              list_kept(read_yaml(project.root / "_toc.yml", project.root)),
              digest_places(project, [*READ, *read]),
              digest_files(project.root, iter(sorted(own)))]
    return {"read": hashlib.sha256(json.dumps(common).encode()).hexdigest(),
            "written": digest_places(project, [*WRITTEN, *written])}


def digest_all(pages: Pages, common: dict[str, str], outside: list[str]) -> str:
    """Return a hash of everything that the site is made from: the book, its dates, the stored runs.
    """
    project, runs = pages.project, pages.project.build / "runs"
    stored = [path for path in sorted(runs.glob("*/*")) if path.suffix in (".json", ".draft")]
    files = [*list_files(project.root), *stored,
             *(path for path in map(Path, outside) if path.exists())]
    digest = digest_files(project.root, iter(files))
    dates = json.dumps(pages.dates)
    return hashlib.sha256(f"{common} {digest} {dates}".encode()).hexdigest()


def read_state(folder: Path) -> dict:
    try:
        state = json.loads((folder / STATE).read_bytes())
    except (OSError, ValueError):
        state = {}
    outside = state.get("outside", []) if isinstance(state, dict) else None
    good = isinstance(outside, list) and all(isinstance(path, str) for path in outside)
    return state if good else {}


def start_from_nothing(folder: Path) -> None:
    """Have the next build read and write every page."""
    for name in ("doctrees", "work"):
        shutil.rmtree(folder / name, ignore_errors=True)
    (folder / STATE).unlink(missing_ok=True)


def read_faults(text: str, pages: Pages) -> list[Fault]:
    """Return the warnings that Sphinx wrote, each with its place in the sources."""
    root = pages.project.root
    # Of files that are only included it is not known which pages do that.
    files = {page: pages.project.files[page] for page in pages.project.pages}
    by_path = {str(path): page for page, path in files.items()}
    # Sphinx-exercise 1.2 names a page by its path without suffix, to which Sphinx adds another.
    by_path |= {str(path.with_suffix(".rst")): page for page, path in files.items()}
    faults: list[Fault] = []
    for line in text.splitlines():
        match = WARNING.match(line)
        if match is None:
            page = faults[-1].page if faults else ""
            faults.append(Fault(page, line))
            continue
        page = by_path.get(match["path"], "")
        rest = match["rest"].replace(f"other instance in {root}/", "other instance in ")
        name = pages.project.name_file(page) if page else match["path"].removeprefix(f"{root}/")
        number = int(match["line"] or 0)
        if number >= CELL and name.endswith(".ipynb"):
            place = f"{name}: cell {number // CELL}, line {max(1, number % CELL - 1)}"
        elif page and number:
            place = pages.reader.read_source(page).locate(number)
        else:
            # Of a Markdown file that is included, MyST-Parser 3.0 names the next line.
            number -= name.endswith((".md", ".txt"))
            place = name + f":{number}" * (number > 0)
        if page and (cell := STDERR.search(rest)):
            rest = rest[:cell.start()] + quote_stderr(pages, page, int(cell[1]))
        faults.append(Fault(page, f"{place}: {rest}"))
    return faults


def quote_stderr(pages: Pages, page: str, number: int) -> str:
    """Return what a cell, counted from 1, wrote to stderr, and what to do about it."""
    notebook, run = pages.read_notebook(page), pages.runs.get(page)
    if notebook is None or run is None:
        return f"cell {number} wrote to stderr"
    index = sum(cell.cell_type == "code" for cell in notebook.cells[:number]) - 1
    text = "".join(output.text for output in run.outputs[index] if output.name == "stderr")
    return (f"cell {number} wrote to stderr; change its code, or give the cell the tag "
            f"remove-stderr:\n{strip_colours(text).rstrip()}")


def write_beside(app: "Sphinx", env: "BuildEnvironment") -> None:
    """Have a second process write the pages that the first one has resolved.

    Not when `Sphinx` is made: it would warn that an extension which Jupyter Book needs does not say
    whether pages may be read side by side.
    """
    if all(extension.parallel_write_safe for extension in app.extensions.values()):
        app.parallel = 2


def run_sphinx(
    pages: Pages, folder: Path, beside: bool = True
) -> tuple[list[Fault], list[str]]:
    """Let Sphinx write the site to `folder`/work; return its warnings and the files from outside.

    Raises BookError if the build breaks off.
    """
    from jupyter_book.config import get_final_config
    from sphinx.application import Sphinx
    from sphinx.errors import ExtensionError, SphinxError, SphinxParallelError
    from sphinx.util.console import nocolor
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    from jaxbook.site.sources import READ_BEFORE

    project = pages.project
    # Jupyter Book does this only if it reads the file itself, and then stops at options without a
    # value. It gets a copy, since it appends to lists; with others Sphinx would read all pages.
    sys.path += [str((project.root / folder).resolve()) for folder in list_own_places(project)]
    config, _ = get_final_config(
        user_yaml=copy.deepcopy(project.config), sourcedir=project.root,
        cli_config={"external_toc_path": str(project.root / "_toc.yml"),
                    "latex_individualpages": False, "nitpicky": True},
    )
    # `_config.yml` need not name the site, which loads what else it lists.
    config["extensions"] = ["jaxbook.site", *(
        name for name in LOADED_AFTER if name in config["extensions"])]
    nocolor()
    warnings = io.StringIO()
    at_work: list[str] = []
    READ_BEFORE[str(project.root)] = pages
    try:
        with patch_docutils(None), docutils_namespace():
            app = Sphinx(project.root, None, folder / "work", folder / "doctrees", "html",
                         confoverrides=config, status=None, warning=warnings)
            app.connect("source-read", lambda app, page, source: at_work.append(page))
            app.connect("doctree-resolved", lambda app, tree, page: at_work.append(page))
            if beside:
                app.connect("env-updated", write_beside)
            app.build()
            outside = find_outside(app.env, project.root)
    except SphinxParallelError:  # it does not say on which page; all pages are read again
        return run_sphinx(pages, folder, beside=False)
    except Exception as error:
        for fault in read_faults(warnings.getvalue(), pages):
            print(fault.text, file=sys.stderr)
        cause = getattr(error, "orig_exc", None) or error.__cause__ or error
        if isinstance(cause, BookError):
            raise cause from error
        # Errors of files, and of BibTeX, say which file it is.
        name = project.name_file(at_work[-1]) if at_work else str(
            getattr(cause, "filename", None) or "_config.yml, or an extension that it names"
        ).removeprefix(f"{project.root}/")
        known = isinstance(error, SphinxError) and not isinstance(error, ExtensionError)
        raise BookError(f"{error}" if known else
                        f"{name}: {type(cause).__name__}: {cause}") from error
    finally:
        # MyST-NB 1.4 writes each page as it was read, with the solutions that are removed later,
        # beside the images of its outputs, which later builds need.
        for path in (folder / "jupyter_execute").rglob("*.ipynb"):
            path.unlink()
    return read_faults(warnings.getvalue(), pages), outside


def find_outside(env, root: Path) -> list[str]:
    """Return the files outside the book that its pages include."""
    paths = {Path(env.srcdir, name).resolve() for names in env.dependencies.values()
             for name in names}
    return sorted(str(path) for path in paths if not path.is_relative_to(root))


def put_in_place(folder: Path, faults: Iterable[Fault] = ()) -> Path:
    """Put a copy of `folder`/work in the place of the last site; return it.

    The faults of a draft are shown at the top of their pages.
    """
    site, new, old = (folder / name for name in ("html", "html.new", "html.old"))
    for rest in (new, old):
        shutil.rmtree(rest, ignore_errors=True)
    try:
        shutil.copytree(folder / "work", new)
    except shutil.Error as error:  # it lists every file; the first one says enough
        source, _, reason = error.args[0][0]
        raise BookError(f"the site cannot be copied: {Path(source).name}: {reason}") from error
    show_faults(new, faults)
    try:
        if site.exists():
            site.rename(old)
        new.rename(site)
    except BaseException:
        if not site.exists() and old.exists():
            old.rename(site)
        raise
    shutil.rmtree(old, ignore_errors=True)
    return site


def show_faults(site: Path, faults: Iterable[Fault]) -> None:
    """Write the faults of each page under its title."""
    by_page: dict[str, list[str]] = {}
    for fault in faults:
        by_page.setdefault(fault.page, []).append(f"<pre>{html.escape(fault.text)}</pre>")
    for page, texts in by_page.items():
        path = site / f"{page}.html"
        if not page or not path.exists():
            continue
        note = (f'<div class="admonition error draft"><p class="admonition-title">Draft</p>\n'
                f'{"".join(texts)}</div>\n')
        text = path.read_text(encoding="utf-8")
        title = re.search(r"</h1>\n?", text) or re.search(r"<body[^>]*>\n?", text)
        place = title.end() if title else 0
        path.write_text(text[:place] + note + text[place:], encoding="utf-8")


def is_current(pages: Pages) -> bool:
    """Return whether the last site is still the one that a build would make."""
    project, state = pages.project, read_state(pages.project.output)
    common = digest_common(project, pages.tool)
    return (state.get("all") == digest_all(pages, common, state.get("outside", []))
            and (project.site / "index.html").exists())


def render(pages: Pages) -> bool:
    """Make the site of the edition; return whether there was anything to do.

    Raises BookError if the site could not be made; the last one is then where it was.
    """
    if is_current(pages):
        return False
    folder = pages.project.output
    common, faults, outside = make(pages)
    if faults:
        remember_faults(folder, common, faults)
        for fault in faults:
            print(fault.text, file=sys.stderr)
        raise BookError("the site was not built; the lines above say why")
    (folder / "doctrees" / "warned.json").unlink(missing_ok=True)
    put_in_place(folder)
    (folder / DRAFT).unlink(missing_ok=True)
    state = common | {"all": digest_all(pages, common, outside), "outside": outside}
    (folder / STATE).write_text(json.dumps(state), encoding="utf-8")
    return True


def render_draft(pages: Pages, known: Iterable[Fault] = ()) -> list[Fault]:
    """Make the site in spite of its faults; return them all, with those already known.

    Raises BookError if there is no way to make it.
    """
    folder = pages.project.output
    failed = [Fault(page, run.fault) for page, run in pages.runs.items() if run and run.fault]
    common, faults, _ = make(pages)
    shown = [*known, *failed, *faults]
    (folder / DRAFT).touch()
    put_in_place(folder, shown)
    remember_faults(folder, common, faults)
    return shown


def make(pages: Pages) -> tuple[dict[str, str], list[Fault], list[str]]:
    """Have Sphinx write the site; return hashes of what all pages depend on, and what it found."""
    project, folder = pages.project, pages.project.output
    state = read_state(folder)
    common = digest_common(project, pages.tool)
    # The student edition is made from nothing each time, so that nothing can be left over in it.
    if state.get("read") != common["read"] or project.edition == "student":
        start_from_nothing(folder)
    elif state.get("written") != common["written"]:
        # Sphinx writes all pages again, and nothing is left over.
        shutil.rmtree(folder / "work", ignore_errors=True)
    try:
        return (common, *run_sphinx(pages, folder))
    except BaseException:
        start_from_nothing(folder)
        raise


def remember_faults(folder: Path, common: dict[str, str], faults: list[Fault]) -> None:
    """Have the next build read the pages that warned again, or all pages if one is unknown."""
    if not all(fault.page for fault in faults):
        start_from_nothing(folder)
        return
    warned = sorted({fault.page for fault in faults})
    (folder / "doctrees" / "warned.json").write_text(json.dumps(warned), encoding="utf-8")
    (folder / STATE).write_text(json.dumps(common), encoding="utf-8")
