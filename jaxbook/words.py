"""The fixed words that this tool puts into pages, notebooks and the PDF; a book may translate them.

`jaxbook_words` under `sphinx: config:` of `_config.yml` gives another text for each English one,
such as `jaxbook_words: {Open in Colab: In Colab öffnen}`. What stands in braces is filled in.
Words of Sphinx, Furo and sphinx-exercise follow the option `language`.
"""
import difflib
import re

from jaxbook.project import BookError, Project

NOTEBOOK_OF = "This is the notebook of [a page of {book}]({link}), which shows its results."
COPY_OF = "This is a copy of [a page of {book}]({link})."
LLMS = ("Each page is a Markdown file, listed with the question that it answers. The file "
        "llms-full.txt has the text of all pages.")
LINKS_OF = "A relative link starts from the folder of the page that it is on."
RUN_NOTEBOOKS = ("These are all notebooks of the book, with the files that they read. To run them "
                 "at home, install what they import and start JupyterLab:")
TAKE_ALONG = "Take the book along:"
ALL_NOTEBOOKS = "all notebooks with their data, as one zip"
FULL_TEXT = "the text of all pages, as one Markdown file"
PAGE_LIST = "a list of the pages for language models (llms.txt)"
PDF = "the whole book as one PDF"
EPUB = "the whole book as an EPUB"
EXECUTED = ("Executed {date} UTC on {device} with JAX {jax}, Python {python}, in {seconds} s; "
            "commit {commit}")
CHANGED = "The text of this page last changed on {date}."
SHOWN = "This site shows what {machine} computed."
THIS_BUILD = "This build: {machine}"
WHEN = "JAX {jax}, {date}"
ABOVE = "with other code above this cell"
PUBLISHED = "{machine}, published"
RECORDED = "The same cell on other machines"
COUNTS = ("{passed} checks on {pages} pages passed; {missed} could not run on this machine "
          "({devices}), which measured {differing} otherwise. Other cells contain {asserts} more "
          "assertions that ran and held.")
CHECKED = "Checked by the build: {claim}"
DIFFERS = "Measured by the build, which found otherwise on this machine: {claim}"
ASSERTED = "The sentence that this asserts: {claim}"
CLAIMS_CHECKED = "{count} claims checked"
MINUTES = "{minutes} min"
READ = "{minutes} min."
WITH_DEEPER = "{minutes} min; {whole} with all that is folded away."
SOLVE = "{minutes} min: {reading} to read, and {solving} times as long to solve."
LOAD = "Load {size} KB and try it here"
LOADED = "Your browser now computes the figure above. Move the sliders."
NOT_LOADED = "This could not be loaded. You can try again."
FILTER = "Show only what contains"
USED_IN = "used in {place}"
TICKED = "{done} of {all} exercises are ticked off"
FORGET = "Forget on this device which exercises are ticked off?"
WORDS = (
    # Pages, and the head of their notebooks
    "Open in Colab", "Open in Binder", "Download notebook", "Report an error", "Edit this page",
    "Solution to", "Table {number}", "Markdown", "Copy as Markdown", "Copied",
    NOTEBOOK_OF, COPY_OF, LLMS, LINKS_OF, EXECUTED, SHOWN,
    "Show the check", "Hide the check", "Show the helpers", "Hide the helpers",
    # How long a page takes, what is folded away, and the marks of claims
    READ, WITH_DEEPER, SOLVE, MINUTES, "Deeper:", CLAIMS_CHECKED, CHECKED, DIFFERS,
    ASSERTED,
    # What helps readers to come back: dates, pages that moved, keys, and exercises ticked off
    CHANGED, "This page has moved", "Keyboard shortcuts", "Previous page", "Next page", "Search",
    "Use these keys", "Close", "Done", TICKED, "Save as a file", "Load a file", "Forget all",
    FORGET, "This file has no list of exercises.",
    # The same cell on other machines
    THIS_BUILD, WHEN, ABOVE, PUBLISHED, RECORDED,
    # The table of runs and the ledger
    "Page", "Seconds", "Checks", "Device", "JAX", "Python", "Peak GiB", "Executed (UTC)", "Commit",
    "Statement", "Measured", "Reference", "Tolerance", "Source", "Result",
    COUNTS, "{count} passed", "passed", "passed on {machine}, {date}",
    "measured otherwise on this machine", "not checked on this machine: {reason}",
    "no other machine has recorded this check",
    "on the page", "yes", "no", FILTER,
    # Figures that the browser computes
    LOAD, LOADED, NOT_LOADED,
    # The index of names
    "Name", "Explained in", USED_IN,
    # What the house form asks for, and search engines show
    "Question.", "You need", "Time:", "In short", "Takeaways",
    # What the landing page offers to take along
    TAKE_ALONG, ALL_NOTEBOOKS, FULL_TEXT, PAGE_LIST, PDF, EPUB, RUN_NOTEBOOKS,
    # The PDF and the EPUB
    "Solution at the end",
    "Same code as on page", "Solution on page", "Solutions", "by {author}", "Contents",
    "Full edition, printed {date}", "Student edition, printed {date}",
)
ENGLISH = {word: word for word in WORDS}


def read_words(project: Project) -> dict[str, str]:
    """Return each text, as the book wants it, by the English one; raise BookError for another key.
    """
    given = project.sphinx_config.get("jaxbook_words") or {}
    if not isinstance(given, dict):
        raise BookError("_config.yml: jaxbook_words: expected a text for each English one, such as "
                        f"{{Checks: Prüfungen}}, found {given!r}")
    words = dict(ENGLISH)
    for key, text in given.items():
        if key not in words:
            close = difflib.get_close_matches(str(key), WORDS, n=1)
            hint = f"; write {close[0]}" if close else ""
            raise BookError(f"_config.yml: jaxbook_words: the tool does not say “{key}”{hint}; it "
                            f"says {', '.join(f'“{word}”' for word in WORDS)}")
        blanks = {name for word in (key, str(text)) for name in re.findall(r"{(.*?)}", word)}
        if blanks - set(re.findall(r"{(.*?)}", key)) or not isinstance(text, str):
            raise BookError(f"_config.yml: jaxbook_words: {key}: expected a text in which only the "
                            f"same braces are filled in, found {text!r}")
        words[key] = text
    return words
