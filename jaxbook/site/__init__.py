"""The Sphinx extensions of the book, loaded by one `setup` in an order that it states.

`_config.yml` names this package once. Sphinx runs handlers of equal priority in the order in which
they were connected, so the order of EXTENSIONS is part of what a book looks like. The comments say
which facts depend on it, and `tests/site/test_order.py` shows each of them by breaking it. Handlers
that depend on those of another extension otherwise have a priority, which says why.

Extensions that a book lists itself, in any place of `_config.yml` that Jupyter Book documents, are
loaded after them.
"""
import functools
from collections.abc import Callable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError, SphinxError

from jaxbook.project import BookError, Project

EXTENSIONS = (
    "myst_nb",
    # Before sphinx_external_toc, which adds an option of Jupyter Book unless it is there already.
    "jupyter_book",
    "sphinx_external_toc",
    "sphinx_copybutton",
    "sphinx_exercise",
    "notfound.extension",
    "sphinx_design",
    "sphinx_proof",
    # Before launch, which asks it for the book.
    "jaxbook.site.sources",
    "jaxbook.site.removed",
    "jaxbook.site.staleness",
    "jaxbook.site.formulas",
    "jaxbook.site.solutions",
    "jaxbook.site.left_out",
    "jaxbook.site.images",
    "jaxbook.site.live",
    "jaxbook.site.blocks",
    # Before reading, which counts the claims.
    "jaxbook.site.claims",
    "jaxbook.site.reading",
    "jaxbook.site.notebooks",
    # Before head, which tells the page for 404 the address that launch has found.
    "jaxbook.site.launch",
    "jaxbook.site.machines",
    "jaxbook.site.citation",
    "jaxbook.site.outputs",
    "jaxbook.site.provenance",
    "jaxbook.site.dates",
    "jaxbook.site.code_links",
    # After reading, which says which sections are folded.
    "jaxbook.site.names",
    "jaxbook.site.terms",
    "jaxbook.site.furo",
    "jaxbook.site.head",
    "jaxbook.site.changes",
    "jaxbook.site.moved",
    "jaxbook.site.sitemap",
    "jaxbook.site.keys",
    "jaxbook.site.progress",
    "jaxbook.site.copies",
    "jaxbook.site.downloads",
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


def list_own_extensions(project: Project) -> list[str]:
    """Return the extensions that `_config.yml` asks for, by name or by an option of theirs.

    Jupyter Book would drop those of `extra_extensions` and `local_extensions`, and the one for
    references, because `sphinx.config` lists extensions too.
    """
    sphinx, config = project.config.get("sphinx") or {}, project.sphinx_config
    names = [*(sphinx.get("extra_extensions") or []), *(sphinx.get("local_extensions") or {}),
             *(config.get("extensions") or [])]
    if project.config.get("bibtex_bibfiles") or config.get("bibtex_bibfiles"):
        names.append("sphinxcontrib.bibtex")
    if config.get("intersphinx_mapping"):
        names.append("sphinx.ext.intersphinx")
    # The theme of Jupyter Book is not that of this site; `{margin}` is in `blocks`.
    return [name for name in names if name not in (__name__, "sphinx_book_theme")]


# What this site is made for, where `_config.yml` says nothing else.
DEFAULTS = {"html_theme": "furo", "html_math_renderer": "mathml"}


def set_defaults(app: Sphinx, config: Config) -> None:
    """Set what `_config.yml` leaves open, and what no book can choose."""
    project = Project(Path(app.srcdir))
    given = project.sphinx_config
    if given.get("html_theme") == "sphinx_book_theme":
        raise BookError("_config.yml: html_theme: this site cannot have the theme "
                        "sphinx_book_theme; leave the line out, and the theme is Furo")
    sources = [*(project.files[page] for page in project.pages), *project.solutions]
    for name in ("html_static_path", "html_extra_path"):
        for folder in given.get(name, []):
            if any(path.is_relative_to((project.root / folder).resolve()) for path in sources):
                raise BookError(f"_config.yml: {name}: {folder} would publish the sources of pages "
                                "as they are; name a folder without pages")
    for name, value in DEFAULTS.items():
        if name not in given:
            config[name] = value
    # Without what Jupyter Book adds for its own theme, which Furo does not know.
    config.html_theme_options = given.get("html_theme_options", {})
    # Jupyter Book would name its own authors, and Sphinx say that the project is not named.
    for name, value in {"author": "", "copyright": "", "project": config.html_title}.items():
        if name not in project.config and name not in given:
            config[name] = value
    config.html_show_copyright = config.html_show_copyright and bool(config.copyright)
    # Sphinx would publish each source as it is, with solutions that the edition leaves out, and
    # would keep those of former pages; `copies` writes what a page shows as Markdown.
    config.html_copy_source = config.html_show_sourcelink = False


def allow_documented(app: Sphinx, config: Config) -> None:
    """Do not fail a page for warnings about what Jupyter Book documents."""
    allowed = [
        "myst.strikethrough",  # `~~words~~` are struck out in HTML only, the one output here
        "design.card_legacy",  # sphinx-design 0.8 has other words for `^^^` and `+++`
    ]
    if "sphinxcontrib.bibtex" in app.extensions:
        # MyST-Parser 3.0 does not find the notes of `{footcite}`; docutils names those without one.
        allowed.append("myst.footnote")
        config.bibtex_bibfiles = config.bibtex_bibfiles or []
    config.suppress_warnings = [*config.suppress_warnings, *allowed]
    if config.html_domain_indices is True:  # without the page of labels that sphinx-proof adds
        config.html_domain_indices = ["py-modindex"]


def setup(app: Sphinx) -> dict[str, object]:
    # Read by jaxbook.form before any build: the form that pages must have.
    app.add_config_value("jaxbook_form", "", "", types=(str,))
    # Read by jaxbook.words: other texts for the fixed words of this tool.
    app.add_config_value("jaxbook_words", {}, "", types=(dict,))
    # Read by jaxbook.runs.execute: how much the outputs of a page may hold.
    app.add_config_value("jaxbook_output_mib", 20, "", types=(int, float))
    project = Project(Path(app.srcdir))
    own = list_own_extensions(project)
    if "sphinxcontrib.bibtex" not in own:  # then options for references do no harm
        for name in project.sphinx_config:
            if name.startswith("bibtex_"):
                app.add_config_value(name, None, "")
    if "sphinx_comments" not in own:  # Jupyter Book sets an option of it
        app.add_config_value("comments_config", {}, "", types=(dict,))
    # Before ours, which leave to these what they do.
    first = [name for name in ("sphinx_togglebutton", "sphinxcontrib.bibtex") if name in own]
    for extension in [*first, *EXTENSIONS, *own]:
        try:
            app.setup_extension(extension)
        except ExtensionError as error:
            if extension not in own:
                raise
            raise SentenceError(BookError(
                f"_config.yml: the extension {extension} cannot be loaded: "
                f"{error.orig_exc or error}; install it, or leave it out")) from error
    # Before what reads these options.
    app.connect("config-inited", in_a_sentence(set_defaults), priority=100)
    app.connect("config-inited", allow_documented)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
