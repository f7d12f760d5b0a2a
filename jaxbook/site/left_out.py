"""Show a reference to something that this build leaves out as text.

Left out are solutions, in the student edition, and the pages that `_toc.yml` does not list. A
post-transform replaces the references to them before others try to resolve them. References to
pages are listed once, at `build-finished`. A label that exists nowhere stays an error. At
`env-get-outdated` all pages are read again if a title or a label that is left out has changed.
"""
import posixpath

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_exercise.directive import translate

from jaxbook.site.solutions import REMOVED
from jaxbook.site.sources import get_pages

# References to pages that are left out, as `file:line` and the label, by the folder of the book.
SHOWN: dict[str, dict[str, None]] = {}


class ShowAsText(SphinxPostTransform):
    """Replace each reference to what is left out by its text."""

    default_priority = 4  # sphinx-exercise changes references at 5, MyST resolves them at 9

    def run(self, **kwargs: object) -> None:
        for node in list(self.document.findall(addnodes.pending_xref)):
            target = self.find_target(node)
            if target is None or self.is_known(node["reftarget"]):
                continue
            text = self.show(target)
            if text is not None:
                written = node.astext() if node.get("refexplicit") else "%s"  # of a number
                shown = [] if "%s" in written or "{" in written else node.children[0].children
                shown = [child.deepcopy() for child in shown] or [
                    nodes.Text(text or str(translate("Solution")))]
                if text:
                    self.list_reference(node, target)
                node.replace_self(nodes.inline("", "", *shown))

    def find_target(self, node: addnodes.pending_xref) -> str | None:
        """Return the label or the page that a reference names, None for one of another kind."""
        kind, target = node.get("reftype"), node.get("reftarget", "")
        if kind == "doc" or node.get("refdomain") == "doc":
            folder = posixpath.dirname(node.get("refdoc", self.env.docname))
            absolute = kind == "doc" and not target.startswith("/")
            return posixpath.normpath(posixpath.join(folder, target)) if absolute else \
                target.lstrip("/")
        return target if kind in ("ref", "numref", "eq", "myst", "any") else None

    def is_known(self, target: str) -> bool:
        std, math = self.env.get_domain("std"), self.env.get_domain("math")
        return any(target in known for known in (
            std.data["labels"], std.data["anonlabels"], math.data["objects"], self.env.found_docs))

    def show(self, target: str) -> str | None:
        """Return the title of what is left out, '' for a solution, None for anything else."""
        pages = get_pages(self.app)
        removed = {label for data in self.env.metadata.values() for label in data.get(REMOVED, ())}
        left_out = pages.reader.left_out
        found = next((name for name in (target, target.lower()) if name in left_out), None)
        if found is None and target not in removed:
            return None
        return left_out.get(found or "", "")

    def list_reference(self, node: nodes.Node, target: str) -> None:
        """Remember a reference to a page that is left out."""
        pages, page = get_pages(self.app), self.env.docname
        while node.parent is not None and not node.line:
            node = node.parent
        place = pages.reader.read_source(page).locate(node.line or 1)
        SHOWN.setdefault(str(self.app.srcdir), {})[f"{place} ({target})"] = None


def follow_left_out(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return all pages if a text that a reference may show has changed since they were read."""
    pages = get_pages(app)
    if pages.project.edition == "student":  # it is built from nothing each time
        return []
    before, now = getattr(env, "jaxbook_left_out", {}), pages.reader.left_out
    env.jaxbook_left_out = now  # pyrefly: ignore[missing-attribute]: extensions may add some
    return sorted(env.found_docs) if before != now else []


def say_references(app: Sphinx, exception: Exception | None) -> None:
    """Print the references to pages that are left out, in one line."""
    if shown := SHOWN.pop(str(app.srcdir), {}):
        print(f"shown as text, because _toc.yml leaves out what they refer to: {', '.join(shown)}")


def setup(app: Sphinx) -> dict[str, object]:
    app.add_post_transform(ShowAsText)
    app.connect("env-get-outdated", follow_left_out)
    app.connect("build-finished", say_references)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
