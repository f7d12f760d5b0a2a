"""In Chromium, at the width of a desk and of a phone, by mouse and by keyboard, pages work."""
import functools
import http.server
import re
import threading

import pytest
from playwright.sync_api import expect

from browser import open_chromium
from cache import list_pages

PAGES = list_pages()
WIDTHS = {"desk": 1280, "phone": 375}
HOME = "lectures/intro.html"
EXERCISE = "exercises/option_pricing.html"


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing; the tests say what is wrong."""


@pytest.fixture(scope="module")
def address(site):
    """The address of the built site, served on this machine."""
    handler = functools.partial(QuietHandler, directory=site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def chromium():
    with open_chromium() as browser:
        yield browser


@pytest.fixture(params=WIDTHS)
def tab(request, chromium, address):
    """A tab of one width; at its end no script may have failed and nothing may be missing."""
    context = chromium.new_context(
        viewport={"width": WIDTHS[request.param], "height": 800}, base_url=address,
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = context.new_page()
    page.kind = request.param
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.on("response", lambda r: faults.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    yield page
    context.close()
    assert faults == []


def match_url(path: str) -> re.Pattern:
    return re.compile(rf"/{re.escape(path)}$")


def visit(tab, path: str) -> None:
    """Open a page and wait until its fonts are there and its height stands still."""
    tab.goto(path)
    tab.evaluate("document.fonts.ready")
    height = -1
    while height != (height := tab.evaluate("document.documentElement.scrollHeight")):
        tab.wait_for_timeout(50)


def focus_by_tab(tab, selector: str) -> None:
    """Press Tab until the element has the focus; fail if the keyboard never reaches it."""
    for _ in range(150):
        tab.keyboard.press("Tab")
        if tab.evaluate("s => document.activeElement?.matches(s)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_no_page_is_wider_than_the_screen(tab, page, scheme):
    tab.emulate_media(color_scheme=scheme)
    visit(tab, f"{page}.html")
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert tab.evaluate(wider) == 0


def test_every_image_is_loaded(tab):
    for page in PAGES:
        visit(tab, f"{page}.html")
        for image in tab.locator("article img").all():
            image.scroll_into_view_if_needed()
            expect(image).to_have_js_property("complete", True)
            assert image.evaluate("i => i.naturalWidth") > 0


def test_navigation_by_mouse(tab):
    visit(tab, HOME)
    if tab.kind == "phone":
        expect(tab.locator(".sidebar-drawer")).not_to_be_visible()
        tab.locator("label.nav-overlay-icon").click()
    tab.locator(".sidebar-tree a[href='vmap.html']").click()
    expect(tab).to_have_url(match_url("lectures/vmap.html"))
    tab.locator("a.next-page").click()
    expect(tab).to_have_url(match_url("lectures/autodiff.html"))


def test_navigation_by_keyboard(tab):
    visit(tab, HOME)
    if tab.kind == "phone":
        focus_by_tab(tab, "#__navigation")
        tab.keyboard.press("Space")
        expect(tab.locator(".sidebar-drawer")).to_be_visible()
    focus_by_tab(tab, ".sidebar-tree a[href='vmap.html']")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(match_url("lectures/vmap.html"))


def test_closed_drawer_is_out_of_the_tab_order(tab):
    visit(tab, HOME)
    reached = set()
    for _ in range(15):
        tab.keyboard.press("Tab")
        reached.add(tab.evaluate("!!document.activeElement.closest('.sidebar-drawer')"))
    assert (True in reached) is (tab.kind == "desk")


def test_search_finds_a_page(tab):
    visit(tab, HOME)
    if tab.kind == "phone":
        tab.locator("label.nav-overlay-icon").click()
    tab.locator("input.sidebar-search").fill("vmap")
    tab.keyboard.press("Enter")
    found = tab.locator("#search-results li a[href*='lectures/vmap.html']")
    expect(found.first).to_be_visible(timeout=15_000)


def test_search_for_nonsense_says_so(tab):
    visit(tab, "search.html?q=xyzzyxyzzy")
    expect(tab.locator("#search-results")).to_contain_text("did not match", timeout=15_000)


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_theme_switch_changes_and_is_kept(tab, by):
    visit(tab, HOME)
    background = "getComputedStyle(document.body).backgroundColor"
    button = tab.locator("button.theme-toggle:visible")
    before = tab.evaluate(background)
    seen = {before}
    for _ in range(3):
        if by == "mouse":
            button.click()
        else:
            focus_by_tab(tab, "button.theme-toggle")
            tab.keyboard.press("Enter")
        seen.add(tab.evaluate(background))
    assert len(seen) == 2
    button.click()
    kept = tab.evaluate("document.body.dataset.theme")
    tab.reload()
    assert tab.evaluate("document.body.dataset.theme") == kept


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_solution_is_closed_until_it_is_opened(tab, by):
    visit(tab, EXERCISE)
    solution = tab.locator("details.solution").first
    inside = solution.locator("div.cell").first
    expect(inside).not_to_be_visible()
    if by == "mouse":
        solution.locator("summary").first.click()
    else:
        focus_by_tab(tab, "details.solution > summary")
        tab.keyboard.press("Enter")
    expect(inside).to_be_visible()


def test_hidden_input_opens_by_keyboard(tab):
    visit(tab, "lectures/arrays.html")
    code = tab.locator("details.hide div.cell_input").first
    expect(code).not_to_be_visible()
    focus_by_tab(tab, "details.hide > summary")
    tab.keyboard.press("Enter")
    expect(code).to_be_visible()


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_copy_button_copies_the_code_of_its_cell(tab, by):
    visit(tab, HOME)
    cell = tab.locator("div.cell_input:visible").first
    button = cell.locator("button.copybtn")
    if by == "mouse":
        cell.hover()
        button.click()
    else:
        focus_by_tab(tab, "div.cell_input button.copybtn")
        assert float(button.evaluate("b => getComputedStyle(b).opacity")) > 0
        tab.keyboard.press("Enter")
    expect(button).to_have_class(re.compile(r"\bsuccess\b"))
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied.replace("\r", "").strip() == cell.locator("pre").inner_text().strip()


def test_pages_are_read_with_scripts_off(chromium, address):
    context = chromium.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto(EXERCISE)
    inside = page.locator("details.solution div.cell").first
    expect(inside).not_to_be_visible()
    page.locator("details.solution > summary").first.click()
    expect(inside).to_be_visible()
    context.close()
