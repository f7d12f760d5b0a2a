"""The book's index of names and its glossary lead where they say, and are used."""
import re
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, SoupStrainer

from built import PAGES, PROJECT, find_page, read_html
from conftest import ROOT

TERMS = 40
BASES = {urlsplit(address).netloc: ROOT / file for address, file in
         PROJECT.sphinx_config["intersphinx_mapping"].values()}


@pytest.fixture(scope="module")
def rows(site) -> dict[str, tuple[str, str, bool]]:
    """Of each name in the index: where its documentation is, its place, and if that explains it."""
    found = {}
    for row in read_html(find_page('class="names docutils')).select(
            "table.names tbody tr"):
        name, place = row.select("td")
        outside = name.select_one("a")
        found[name.code.get_text()] = (outside["href"] if outside else "", place.a["href"],
                                       not place.get_text().startswith("used in"))
    return found


def test_index_has_what_readers_look_for(rows):
    for name, page in {"jax.lax.scan": "control_flow", "jax.vmap": "vmap", "jax.grad": "autodiff",
                       "jax.jit": "jit", "jax.random.split": "random_numbers",
                       "numba.prange": "numba", "jax.tree.map": "pytrees"}.items():
        documentation, place, explained = rows[name]
        assert place.startswith(f"{page}.html#"), f"{name} is explained in {place}: see " \
            "jaxbook/explained.py, or write {index} ! " + name + " where it is explained"
        assert documentation.endswith(f"#{name}")
        assert explained


def test_names_of_each_library_have_documentation_in_an_inventory(rows):
    missing = [name for name, (documentation, _, _) in rows.items() if not documentation]
    assert len(missing) < len(rows) / 20, f"{missing}: renew inventories/, see its README.md"
    known = {file: {line.split()[0] for line in file.read_text().splitlines() if line[0] != "#"}
             for file in BASES.values()}
    for name, (documentation, _, _) in rows.items():
        if documentation:
            assert name in known[BASES[urlsplit(documentation).netloc]], name


def test_each_of_the_terms_is_linked_from_a_lecture(site):
    glossary = find_page('<dl class="simple glossary')
    entries = read_html(glossary).select("dl.glossary dd")
    assert len(entries) == TERMS
    name = glossary.rpartition("/")[2]
    # One kind of link of all pages: to parse each page whole would take ten seconds.
    links = (link for page in PAGES for link in BeautifulSoup(
        (site / f"{page}.html").read_text(encoding="utf-8"), "html.parser",
        parse_only=SoupStrainer("a", class_=re.compile(r"\bterm\b"))).find_all("a"))
    linked = {place for address, _, place in (link["href"].partition("#") for link in links)
              if address == f"{name}.html"}
    for entry in entries:
        terms = []
        above = entry.find_previous_sibling()
        while above is not None and above.name == "dt":
            terms.append(above["id"])
            above = above.find_previous_sibling()
        assert linked & set(terms), f"no lecture uses {terms}: take the entry out of {glossary}.md"
