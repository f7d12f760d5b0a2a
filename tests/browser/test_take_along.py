"""In Chromium, a button copies a page as Markdown; without scripts there is the link alone."""
import pytest
from playwright.sync_api import expect

from browser.tabs import visit
from built import PAGES

PAGE = PAGES[1]
LINK = ".launch a[href$='.md']"


@pytest.mark.parametrize("tab", ["desk"], indirect=True)
def test_button_copies_the_page_as_markdown(tab, site):
    visit(tab, f"{PAGE}.html")
    button = tab.locator(".launch button")
    expect(button).to_have_text("Copy as Markdown")
    button.click()
    expect(button).to_have_text("Copied")
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied == (site / f"{PAGE}.md").read_text(encoding="utf-8")


def test_button_leads_to_the_markdown_where_no_file_can_be_read(chromium, site):
    page = chromium.new_page()
    page.goto((site / f"{PAGE}.html").as_uri())
    page.locator(".launch button").click()
    page.wait_for_url(f"**/{PAGE}.md")
    page.close()


def test_without_scripts_there_is_the_link_alone(chromium, address):
    context = chromium.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto(f"{PAGE}.html")
    expect(page.locator(".launch button")).to_be_hidden()
    expect(page.locator(LINK)).to_have_text("Markdown")
    with page.expect_response(f"**/{PAGE}.md") as response:
        page.locator(LINK).click()
    assert response.value.ok
    context.close()
