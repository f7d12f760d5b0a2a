"""What the page of statements says of privacy and of accessibility is true of the built site."""
import re

from built import PAGES, collapse_whitespace, read_html
from conftest import ROOT, SITE
from jaxbook.project import open_project

PAGE = "lectures/statements"
KEEPS = re.compile(r"localStorage\.setItem\(|sessionStorage|indexedDB|document\.cookie|caches\.")
# What each script keeps in local storage, as the table of the statement names it.
ENTRIES = {
    "furo.js": "theme",
    "keys.js": "keys",
    "progress.js": "exercises of …",
    "searchtools.js": "sphinx_highlight_terms",
    "design-tabs.js": "",  # the choice of a tab whose set has a name, as no set of this site has
}


def test_statement_names_everything_that_scripts_keep():
    keeping = {path.name: set(KEEPS.findall(path.read_text(encoding="utf-8")))
               for path in SITE.glob("_static/**/*.js")}
    kept = {name: found for name, found in keeping.items() if found}
    assert kept == {name: {"localStorage.setItem("} for name in ENTRIES}
    for page in [*PAGES, "search", "404"]:
        text = (SITE / f"{page}.html").read_text(encoding="utf-8")
        scripts = re.findall(r"<script.*?</script>", text, re.DOTALL)
        assert scripts and not any(map(KEEPS.search, scripts)), page
        assert " data-sync-group=" not in text, f"{page}: say in {PAGE} what tabs keep"
    listed = [row.td.text.strip() for row in read_html(PAGE).select("tbody tr") if row.td.code]
    assert sorted(listed) == sorted(filter(None, ENTRIES.values()))


def test_statement_shows_an_audit_without_a_fault_of_accessibility():
    text = (ROOT / "lectures" / "_audit.md").read_text(encoding="utf-8")
    scores = dict(re.findall(r"^\| (\w[^|]*?) +\|.*\| +([\d.]+) \|$", text, re.MULTILINE))
    assert scores["Accessibility"] == scores["Best practices"] == "100"
    date = re.search(r"on (\d{4}-\d{2}-\d{2}), at the commit [0-9a-f]{7,}", text)
    assert date and date[0] in collapse_whitespace(read_html(PAGE).text)


def test_pages_say_what_the_licence_says():
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    text = read_html("lectures/cite").text
    for name, words in (("MIT", "MIT License"), ("CC BY 4.0", "licenses/by/4.0")):
        assert words in licence and name in text and name in read_html(PAGE).text
    assert open_project(ROOT).config["author"] in text
