"""Make a warm build equal to a clean one: read and write again each page that would differ.

- `env-get-outdated`: pages whose run changed, pages that warned in the last build, and pages that
  show all runs (`follow_runs`) if any run changed are read again.
- `env-updated`: if anything changed that a page can show of another one (a title, a number, a
  label, the order), every page is written again.

What all pages depend on (the configuration, `_toc.yml`, templates, style sheets, the tool) is not
dealt with here: `jaxbook.render` starts from nothing when it changes.
"""
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import FilenameUniqDict

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
    before, now = getattr(env, "jaxbook_runs", {}), digest_runs(app)
    if before != now:
        env.jaxbook_runs = now
        outdated |= {page for page in now if before.get(page) != now[page]}
        outdated |= {page for page, data in env.metadata.items() if "follows_runs" in data}
    return sorted(outdated & env.found_docs)


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
    yield {name: domain.data for name, domain in env.domains.items()}
    yield {uri: name for uri, (_, name) in env.images.items()}
    exercises = getattr(env, "sphinx_exercise_registry", {})
    yield {label: {key: item for key, item in entry.items() if not isinstance(item, nodes.Node)}
           for label, entry in exercises.items()}


def find_pages_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return all pages if something that they share has changed since they were written."""
    name_images(env)
    digest = hashlib.sha256(json.dumps([describe(part) for part in list_shared(env)]).encode())
    before, env.jaxbook_shared = getattr(env, "jaxbook_shared", ""), digest.hexdigest()
    return sorted(env.found_docs) if before != env.jaxbook_shared else []


def name_images(env: BuildEnvironment) -> None:
    """Name the files of images by their paths in order, not by the order in which pages were read.

    Two images of one name in different folders get `x.png` and `x1.png`.
    """
    named = FilenameUniqDict()
    for uri, (pages, _) in sorted(env.images.items()):
        for page in sorted(pages):
            named.add_file(page, uri)
    env.images = named


def setup(app: Sphinx) -> dict[str, object]:
    app.connect("env-get-outdated", find_outdated)
    # After all others, such as sphinx-exercise, which numbers its exercises there.
    app.connect("env-updated", find_pages_to_write, priority=900)
    return {"version": "1", "env_version": 1,
            "parallel_read_safe": True, "parallel_write_safe": True}
