"""In Chromium, by mouse and by keyboard, readers find, open, copy and print what pages hold."""
import io
import os
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from browser.tabs import FRAMES, focus_by_tab, match_url, visit
from built import PAGES, find_page, read_title
from conftest import with_solutions

HOME, SECOND, THIRD = PAGES[:3]
SOLUTION = '<details class="solution"'
HIDDEN_INPUT = 'hide above-input">'
both_ways = pytest.mark.parametrize("by", ["mouse", "keyboard"])
at_a_desk = pytest.mark.parametrize("tab", ["desk"], indirect=True)
on_a_phone = pytest.mark.parametrize("tab", ["phone"], indirect=True)


def find_entry(page: str) -> str:
    """Return the selector of a page in the navigation of the landing page."""
    return f".sidebar-tree a[href='{os.path.relpath(f'{page}.html', Path(HOME).parent)}']"


def test_navigation_by_mouse(tab):
    visit(tab, f"{HOME}.html")
    if tab.kind == "phone":
        expect(tab.locator(".sidebar-drawer")).not_to_be_visible()
        tab.locator("label.nav-overlay-icon").click()
    tab.locator(find_entry(SECOND)).click()
    expect(tab).to_have_url(match_url(f"{SECOND}.html"))
    tab.locator("a.next-page").click()
    expect(tab).to_have_url(match_url(f"{THIRD}.html"))


def test_navigation_by_keyboard(tab):
    visit(tab, f"{HOME}.html")
    if tab.kind == "phone":
        focus_by_tab(tab, "label.nav-overlay-icon .icon")
        tab.keyboard.press("Space")
        expect(tab.locator(".sidebar-drawer")).to_be_visible()
    focus_by_tab(tab, find_entry(SECOND))
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(match_url(f"{SECOND}.html"))


def test_link_back_to_the_top_appears_in_the_main_landmark(tab):
    visit(tab, f"{SECOND}.html")
    link = tab.locator("[role=main] .back-to-top")
    expect(link).not_to_be_visible()
    for top in (2000, 1500):  # Furo shows it to whoever turns back
        tab.evaluate("top => scrollTo({top, behavior: 'instant'})", top)
        tab.evaluate(FRAMES)
    expect(link).to_be_visible()
    link.click()
    tab.wait_for_function("scrollY === 0")


def test_closed_drawer_is_out_of_the_tab_order(tab):
    visit(tab, f"{HOME}.html")
    reached = set()
    for _ in range(15):
        tab.keyboard.press("Tab")
        reached.add(tab.evaluate("!!document.activeElement.closest('.sidebar-drawer')"))
    assert (True in reached) is (tab.kind == "desk")


def test_search_finds_a_page_by_its_title(tab):
    visit(tab, f"{HOME}.html")
    if tab.kind == "phone":
        tab.locator("label.nav-overlay-icon").click()
    tab.locator("input.sidebar-search").fill(read_title(SECOND))
    tab.keyboard.press("Enter")
    found = tab.locator(f"#search-results li a[href*='{SECOND}.html']")
    expect(found.first).to_be_visible(timeout=15_000)


def test_search_for_nonsense_finds_nothing_and_tells_so(tab):
    visit(tab, "search.html?q=xyzzyxyzzy")
    expect(tab.locator("#search-results")).to_contain_text("did not match", timeout=15_000)


@both_ways
def test_theme_switch_changes_and_is_kept(tab, by):
    visit(tab, f"{HOME}.html")
    background = "getComputedStyle(document.body).backgroundColor"
    button = tab.locator("button.theme-toggle:visible")
    seen = {tab.evaluate(background)}
    if by == "keyboard":
        focus_by_tab(tab, "button.theme-toggle")
    for _ in range(3):
        if by == "mouse":
            button.click()
        else:
            tab.keyboard.press("Enter")
        seen.add(tab.evaluate(background))
    assert len(seen) == 2
    button.click()
    kept = tab.evaluate("document.body.dataset.theme")
    tab.reload()
    assert tab.evaluate("document.body.dataset.theme") == kept


@with_solutions
@both_ways
def test_solution_is_closed_until_it_is_opened(tab, by):
    visit(tab, f"{find_page(SOLUTION)}.html")
    solution = tab.locator("details.solution").first
    inside = solution.locator("div.cell").first
    expect(inside).not_to_be_visible()
    if by == "mouse":
        solution.locator("summary").first.click()
    else:
        focus_by_tab(tab, "details.solution > summary")
        tab.keyboard.press("Enter")
    expect(inside).to_be_visible()


@with_solutions
def test_solution_opens_with_scripts_off(chromium, address):
    context = chromium.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto(f"{find_page(SOLUTION)}.html")
    inside = page.locator("details.solution div.cell").first
    expect(inside).not_to_be_visible()
    page.locator("details.solution > summary").first.click()
    expect(inside).to_be_visible()
    context.close()


def test_hidden_input_opens_by_keyboard(tab):
    visit(tab, f"{find_page(HIDDEN_INPUT)}.html")
    code = tab.locator("details.hide div.cell_input").first
    expect(code).not_to_be_visible()
    focus_by_tab(tab, "details.hide > summary")
    tab.keyboard.press("Enter")
    expect(code).to_be_visible()


@both_ways
def test_copy_button_copies_the_code_of_its_cell(tab, by):
    visit(tab, f"{find_page('<div class="cell_input')}.html")
    cell = tab.locator("div.cell_input:visible").first
    button = cell.locator("button.copybtn")
    if by == "mouse":
        cell.hover()
        button.click()
    else:
        focus_by_tab(tab, "div.cell_input button.copybtn")
        expect(button).not_to_have_css("opacity", "0")  # it fades in
        tab.keyboard.press("Enter")
    expect(button).to_have_class(re.compile(r"\bsuccess\b"))
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied.replace("\r", "").strip() == cell.locator("pre").inner_text().strip()


@on_a_phone
def test_keyboard_reaches_code_that_scrolls_sideways(tab):
    """That no other box stops the keyboard is checked on every page; see `test_pages.py`."""
    visit(tab, f"{find_page('<div class="cell_input', folder='exercises/')}.html")
    focus_by_tab(tab, "pre")
    before = tab.evaluate("document.activeElement.scrollLeft")
    tab.keyboard.press("ArrowRight")
    tab.wait_for_function("x => document.activeElement.scrollLeft > x", arg=before)


@at_a_desk
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_figure_is_a_white_box_on_a_dark_page(tab, scheme):
    tab.emulate_media(color_scheme=scheme)
    visit(tab, f"{find_page('<figure', '/_images/')}.html")
    image = tab.locator("figure img").first
    image.scroll_into_view_if_needed()
    image.evaluate("image => image.decode()")
    shown = Image.open(io.BytesIO(image.screenshot())).convert("L")
    background = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    page, _ = Image.new("RGB", (1, 1), background).convert("L").getextrema()
    assert abs(shown.getpixel((3, 3)) - page) < 4
    darkest, lightest = shown.getextrema()
    assert lightest - darkest > 180  # the drawing itself can be seen


@at_a_desk
def test_print_shows_the_article_with_all_toggles_open(tab):
    visit(tab, f"{find_page('<details')}.html")
    closed = tab.locator("details:not([open])")
    before = closed.count()
    assert before > 0
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    tab.emulate_media(media="print")
    assert closed.count() == 0
    for hidden in (".sidebar-drawer", ".toc-drawer", ".mobile-header", ".related-pages",
                   "h1 + .launch"):
        expect(tab.locator(hidden)).not_to_be_visible()
    expect(tab.locator("article h1")).to_be_visible()
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert closed.count() == before
