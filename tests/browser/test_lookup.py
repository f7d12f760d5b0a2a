"""In Chromium, a reader finds where a name is explained, and what a term means."""
import re

import pytest
from playwright.sync_api import expect

from browser.tabs import visit
from built import find_page


def find_index() -> str:
    return find_page('class="names docutils')


def test_field_shows_only_the_names_that_contain_what_is_typed(tab):
    visit(tab, f"{find_index()}.html")
    rows = tab.locator("table.names tbody tr")
    before = rows.count()
    tab.locator("input.filter").fill("jnp.wher")
    shown = rows.locator("visible=true")
    expect(shown).to_have_count(1)
    assert before > 100
    expect(shown.locator("td").first).to_contain_text("jax.numpy.where")
    shown.locator("td a").last.click()
    expect(tab.locator(":target")).to_be_visible()
    assert tab.faults == []


def test_field_opens_the_sections_of_the_ledger_that_contain_what_is_typed(tab):
    visit(tab, f"{find_page('class="ledger docutils')}.html")
    rows = tab.locator("table.ledger tbody tr:not(.claimed)")
    expect(rows.locator("visible=true")).to_have_count(0)
    word = rows.first.locator("td").first.text_content().strip()
    tab.locator("input.filter").fill(word)
    shown = rows.locator("visible=true")
    expect(shown.filter(has_text=word).first).to_be_visible()
    assert 0 < shown.count() < rows.count() / 10
    tab.locator("input.filter").fill("")
    expect(shown).to_have_count(0)
    assert tab.faults == []


@pytest.mark.parametrize(("wanted", "page", "title"), [
    ("lax.scan", "control_flow", "scan"), ("jaxpr", "terms", "jaxpr"),
    ("where", "autodiff", "NaN")])
@pytest.mark.parametrize("tab", ["desk"], indirect=True)
def test_search_finds_a_name_and_a_term_first_of_all(tab, wanted, page, title):
    visit(tab, f"search.html?q={wanted}")
    found = tab.locator("#search-results li a").first
    expect(found).to_be_visible(timeout=15_000)
    found.click()
    expect(tab).to_have_url(re.compile(rf"/lectures/{page}\.html(\?.*)?#"))
    expect(tab.locator(":target")).to_contain_text(title)


def test_a_term_leads_to_its_entry_without_scripts(chromium, address):
    context = chromium.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("lectures/jit.html")
    link = page.locator("a.term").first
    word = link.inner_text()
    link.click()
    expect(page.locator("dt:target")).to_contain_text(word.rstrip("s"))
    context.close()
