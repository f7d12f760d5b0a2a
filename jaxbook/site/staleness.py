"""Make a warm build equal to a clean one: read and write again each page that would differ.

- `env-get-outdated`: pages of which a file or the run changed, pages that warned in the last build,
  and pages that show all runs (`follow_runs`) if any run or their order changed are read again.
- `env-before-read-docs`: all pages to be read are forgotten.
- `env-get-updated`: sections lose the numbers that they no longer have; and if anything changed
  that a page can show of another one (a title, a number, a label, the order), every page is written
  again.
- `build-finished`: the search index forgets words that no page has any more.

What all pages depend on (the configuration, templates, style sheets, the tool) is not dealt with
here: `jaxbook.render` has all pages read or written again when it changes.
"""
import contextlib
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import FilenameUniqDict
from sphinx.util.index_entries import split_index_msg

from jaxbook.site.sources import get_pages

WARNED = "warned.json"  # in the folder of doctrees: the pages that warned in the last build


def follow_runs(env: BuildEnvironment) -> None:
    """Have the page that is being read be read again when a run of any page changes."""
    env.metadata[env.docname]["follows_runs"] = True


def digest_runs(app: Sphinx) -> dict[str, str]:
    """Return a hash of the run of each page that is a notebook."""
    runs = get_pages(app).runs
    return {page: hashlib.sha256(run.to_json().encode()).hexdigest()
            for page, run in runs.items() if run}


def find_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the pages to read again although their own sources did not change."""
    warned = Path(app.doctreedir, WARNED)
    outdated = set(json.loads(warned.read_text(encoding="utf-8"))) if warned.exists() else set()
    # Sphinx compares dates, and a file that was moved or restored here may be older than the build.
    outdated |= {page for page, digest in getattr(env, "jaxbook_files", {}).items()
                 if digest != digest_files(env, page)}
    before, now = getattr(env, "jaxbook_runs", {}), digest_runs(app)
    if list(before.items()) != list(now.items()):  # `_toc.yml` gives their order
        env.jaxbook_runs = now  # pyrefly: ignore[missing-attribute]: extensions may add some
        outdated |= {page for page in now if before.get(page) != now[page]}
        outdated |= {page for page, data in env.metadata.items() if "follows_runs" in data}
    return sorted(outdated & env.found_docs)


def digest_files(env: BuildEnvironment, page: str) -> str:
    """Return a hash of the source of a page and of the files that it includes or shows."""
    digest = hashlib.sha256()
    for name in [env.doc2path(page), *sorted(map(str, env.dependencies.get(page, ())))]:
        path = Path(env.srcdir, name)
        digest.update(f"{name}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b"none")
    return digest.hexdigest()


def describe(value: object) -> object:
    """Return a value as lists and texts that do not depend on the order in which it grew."""
    if isinstance(value, nodes.Node):
        return value.pformat()
    if isinstance(value, dict):
        return sorted([repr(key), describe(item)] for key, item in value.items())
    if isinstance(value, set | frozenset):
        return sorted(json.dumps(describe(item)) for item in value)
    if isinstance(value, list | tuple):
        return [describe(item) for item in value]
    return repr(value) if isinstance(value, str | int | float | None) else type(value).__name__


def list_shared(env: BuildEnvironment) -> Iterable[object]:
    """Yield everything that one page can show of another."""
    yield env.titles
    yield env.longtitles
    yield env.tocs
    yield env.toctree_includes
    yield env.toc_secnumbers
    yield env.toc_fignumbers
    data = {name: domain.data for name, domain in env.domains.items()}
    if "cite" in data:  # they stand in the order in which pages were read
        data["cite"] = data["cite"] | {"citation_refs": sorted(data["cite"]["citation_refs"])}
    yield data
    yield {uri: name for uri, (_, name) in env.images.items()}
    yield getattr(env, "proof_list", {})  # of sphinx-proof 0.4
    exercises = getattr(env, "sphinx_exercise_registry", {})
    yield {label: {key: item for key, item in entry.items() if not isinstance(item, nodes.Node)}
           for label, entry in exercises.items()}


def forget_pages(app: Sphinx, env: BuildEnvironment, pages: list[str]) -> None:
    """Forget all pages that will be read before the first of them is.

    Sphinx 7.4 forgets each at its turn, so a label that moved to an earlier page would be there
    twice.
    """
    for page in pages:
        app.emit("env-purge-doc", env, page)
        env.clear_doc(page)


def forget_numbers(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Forget the numbers of sections before they are counted; Sphinx 7.4 takes none away."""
    for tree in [*env.titles.values(), *env.tocs.values()]:
        for node in tree.findall(nodes.Element):
            node.attributes.pop("secnumber", None)
    return []


def find_pages_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return all pages if something that they share has changed since they were written."""
    name_images(env)
    files = {page: digest_files(env, page) for page in env.found_docs}
    env.jaxbook_files = files  # pyrefly: ignore[missing-attribute]: extensions may add some
    digest = hashlib.sha256(json.dumps([describe(part) for part in list_shared(env)]).encode())
    before, now = getattr(env, "jaxbook_shared", ""), digest.hexdigest()
    env.jaxbook_shared = now  # pyrefly: ignore[missing-attribute]: extensions may add some
    return sorted(env.found_docs) if before != now else []


def name_images(env: BuildEnvironment) -> None:
    """Name the files of images by their paths in order, not by the order in which pages were read.

    Two images of one name in different folders get `x.png` and `x1.png`.
    """
    named = FilenameUniqDict()
    for uri, (pages, _) in sorted(env.images.items()):
        for page in sorted(pages):
            named.add_file(page, uri)
    env.images = named


def list_entries(env: BuildEnvironment, pages: list[str]) -> dict[str, list]:
    """Return the entries of the index as Sphinx 7.4 writes them for the search.

    In a warm build it writes only those of the pages that it has just written.
    """
    found: dict[str, list] = {}
    for number, page in enumerate(pages):
        entries = set()
        for kind, value, target, main, _ in env.domains["index"].data["entries"].get(page, ()):
            with contextlib.suppress(ValueError):
                words = split_index_msg(kind, value)
                shown = words[:1] if kind in ("see", "seealso") else words
                entries |= {(word, target or "", main) for word in shown}
        for word, target, main in sorted(entries):
            found.setdefault(word.lower(), []).append([number, target, main == "main"])
    return found


def forget_words(app: Sphinx, exception: Exception | None) -> None:
    """Remove from the search index the words that no page has any more; put back its entries.

    Sphinx 7.4 takes pages that changed out of the index of the last build, and leaves their words
    there without pages.
    """
    path = Path(app.outdir, "searchindex.js")
    if exception is not None or app.builder.format != "html" or not path.exists():
        return
    before, brace, rest = path.read_text(encoding="utf-8").partition("{")
    rest, last, after = rest.rpartition("}")
    index = json.loads(brace + rest + last)
    for kind in ("terms", "titleterms"):
        index[kind] = {word: pages for word, pages in index[kind].items() if pages != []}
    index["indexentries"] = list_entries(app.env, index["docnames"])
    path.write_text(f"{before}{json.dumps(index, sort_keys=True)}{after}", encoding="utf-8")


def setup(app: Sphinx) -> dict[str, object]:
    app.connect("env-get-outdated", find_outdated)
    app.connect("env-before-read-docs", forget_pages)
    app.connect("env-get-updated", forget_numbers, priority=100)  # Sphinx counts at 500
    # Not `env-updated`: Sphinx numbers sections and figures after that. After all others.
    app.connect("env-get-updated", find_pages_to_write, priority=900)
    app.connect("build-finished", forget_words)
    return {"version": "1", "env_version": 1,
            "parallel_read_safe": True, "parallel_write_safe": True}
