"""The Sphinx extensions of the book, loaded by one `setup` in an order that it states.

`_config.yml` names this package once. Sphinx runs handlers of equal priority in the order in which
they were connected, so the order of EXTENSIONS is part of what a book looks like. The comments say
which facts depend on it, and `tests/site/test_order.py` shows each of them by breaking it. Handlers
that depend on those of another extension otherwise have a priority, which says why.
"""
import functools
from collections.abc import Callable

from sphinx.application import Sphinx
from sphinx.errors import SphinxError

from jaxbook.project import BookError

EXTENSIONS = (
    "myst_nb",
    # Before sphinx_external_toc, which adds an option of Jupyter Book unless it is there already.
    "jupyter_book",
    "sphinx_external_toc",
    "sphinx_copybutton",
    "sphinx_exercise",
    "notfound.extension",
    # Before launch, which asks it for the book.
    "jaxbook.site.sources",
    "jaxbook.site.staleness",
    "jaxbook.site.formulas",
    "jaxbook.site.solutions",
    "jaxbook.site.images",
    "jaxbook.site.notebooks",
    # Before head, which tells the page for 404 the address that launch has found.
    "jaxbook.site.launch",
    "jaxbook.site.machines",
    "jaxbook.site.provenance",
    "jaxbook.site.furo",
    "jaxbook.site.head",
)


class SentenceError(SphinxError):
    """A BookError (`orig_exc`) on its way through Sphinx, which prints it as one sentence."""

    category = "The book cannot be built"

    def __init__(self, error: BookError):
        super().__init__(str(error))
        self.orig_exc = error


def in_a_sentence[**P, R](handler: Callable[P, R]) -> Callable[P, R]:
    """Return the handler of an event so that Sphinx, too, says a BookError without a traceback."""

    @functools.wraps(handler)
    def handle(*arguments: P.args, **options: P.kwargs) -> R:
        try:
            return handler(*arguments, **options)
        except BookError as error:
            raise SentenceError(error) from None

    return handle


def setup(app: Sphinx) -> dict[str, object]:
    # Jupyter Book sets an option of sphinx-comments, which this site does not load.
    app.add_config_value("comments_config", {}, "", types=(dict,))
    # Read by jaxbook.form before any build: the form that pages must have.
    app.add_config_value("jaxbook_form", "", "", types=(str,))
    for extension in EXTENSIONS:
        app.setup_extension(extension)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
