"""Say which options of `_config.yml` have no effect here, and what to write instead.

Jupyter Book documents them for its own theme, for LaTeX and for its own way to execute. An option
that is switched off, as in the template of Jupyter Book, needs no word.
"""
from jaxbook.config import find_node
from jaxbook.project import Project

LINKS = ("the links to Colab, Binder and the notebook follow from url under repository:; "
         "leave this line out")
SOURCE = "each page has this link if its repository on GitHub is known; leave this line out"
SCRIPT = "the theme does not load it; name your script in html_js_files under sphinx: config:"
THEME = {
    "launch_buttons": dict.fromkeys((
        "notebook_interface", "binderhub_url", "jupyterhub_url", "thebe", "colab_url",
        "deepnote_url"), LINKS),
    "html": {
        "use_edit_page_button": SOURCE,
        "use_repository_button": "write html_theme_options: {source_repository: …} under sphinx: "
                                 "config:",
        "use_issues_button": SOURCE,
        "extra_footer": "write it at the end of a page, or into a template of _templates",
        "navbar_footer_text": "write it into a template of _templates",
        "google_analytics_id": SCRIPT,
        "analytics": SCRIPT,
        "comments": SCRIPT,
        "announcement": "write html_theme_options: {announcement: …} under sphinx: config:",
    },
}
CONFIG = "sphinx: config"  # what goes to Sphinx as it is
COPY = "each page is published as Markdown, as its edition shows it; leave this line out"
OTHERS = {
    "execute": {
        "cache": "runs are kept in _build/runs; leave this line out",
        "raise_on_error": "a cell that fails always stops the build, unless allow_errors is true "
                          "or the cell has the tag raises-exception",
    },
    CONFIG: dict.fromkeys(("html_copy_source", "html_show_sourcelink"), COPY),
}
LATEX = "make pdf prints the site with Chromium, without LaTeX; leave this line out"


def is_off(value: object) -> bool:
    """Return whether the value of an option, or each value below it, is nothing."""
    return all(map(is_off, value.values())) if isinstance(value, dict) else not value


def find_without_effect(project: Project) -> list[str]:
    """Return a sentence for each option that has no effect in this book."""
    config, ours = project.config, project.sphinx_config
    found: list[tuple[str, str, str]] = []
    for table in (THEME, OTHERS) if ours.get("html_theme", "furo") == "furo" else (OTHERS,):
        for section, options in table.items():
            given = ours if section == CONFIG else config.get(section) or {}
            found += [(section, name, advice) for name, advice in options.items()
                      if not is_off(given.get(name))]
    found += [("latex", name, LATEX) for name, value in (config.get("latex") or {}).items()
              if not is_off(value)]
    execute = config.get("execute") or {}
    if execute.get("execute_notebooks") == "force":
        found.append(("execute", "execute_notebooks", "force: a page runs again when its code, its "
                      "data or requirements.txt change; make clean has all pages run again; write "
                      "cache"))
    if execute.get("run_in_temp") is False:
        found.append(("execute", "run_in_temp", "a page always runs in a new folder, with copies "
                      "of the files that its code names; leave this line out"))
    lines = [find_node(project.root, "_config.yml", [*section.split(": "), name])[1]
             for section, name, _ in found]
    return [f"_config.yml:{line}: {section}: {name} has no effect here: {advice}"
            for line, (section, name, advice) in zip(lines, found, strict=True)]
