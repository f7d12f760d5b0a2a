"""In Chromium, at the width of a desk and of a phone, by mouse and by keyboard, pages work."""
import io
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from browser import open_chromium
from cache import list_pages
from conftest import with_solutions
from serving import serve

PAGES = list_pages()
WIDTHS = {"desk": 1280, "phone": 390}
KIB_PER_PAGE = 150  # over the wire, gzipped, without figures
SHIFT = 0.05  # cumulative layout shift; 0.1 is what web vitals call good
ABORTED = "net::ERR_ABORTED"  # by the browser itself, on its way to another page
HOME = "lectures/intro.html"
EXERCISE = "exercises/option_pricing.html"


@pytest.fixture(scope="module")
def address(site):
    """The address of the built site, served on this machine."""
    with serve(site) as url:
        yield url


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
    faults = collect_faults(page)
    yield page
    context.close()
    assert faults == []


def collect_faults(page) -> list[str]:
    """Return a list that fills with what scripts and requests of the page do wrong."""
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.on("requestfailed", lambda r: None if r.failure == ABORTED else
            faults.append(f"{r.failure} {r.url}"))
    page.on("response", lambda r: faults.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    return faults


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
        tab.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
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
        focus_by_tab(tab, "label.nav-overlay-icon .icon")
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


@with_solutions
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


@with_solutions
def test_pages_are_read_with_scripts_off(chromium, address):
    context = chromium.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto(EXERCISE)
    inside = page.locator("details.solution div.cell").first
    expect(inside).not_to_be_visible()
    page.locator("details.solution > summary").first.click()
    expect(inside).to_be_visible()
    context.close()


# One span of each kind of code is enough to judge its colour, and saves axe much of its time.
THIN = """() => {
    const seen = new Set();
    for (const span of document.querySelectorAll("pre span[class]")) {
        const kind = span.className + " in " + span.closest("div[class*=highlight-]").className;
        if (seen.has(kind)) span.replaceWith(span.textContent);
        seen.add(kind);
    }
    document.body.normalize();
}"""
OPEN = "document.querySelectorAll('details').forEach(box => { box.open = true })"


COLOURS = ["color-contrast", "link-in-text-block"]  # the rules of axe that a theme can break


def find_violations(tab, rules: list[str] | None = None) -> list[str]:
    """Return what axe finds on the page as it is now: by these rules, else by all."""
    options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    return [
        f"{found['id']}: {[node['html'][:120] for node in found['nodes']][:3]}, "
        f"{len(found['nodes'])} in all"
        for found in Axe().run(tab, options=options).response["violations"]
    ]


@pytest.mark.parametrize("page", [*PAGES, "search", "404"])
def test_every_page_is_accessible(tab, page):
    """With toggles closed and open in light, and open in dark."""
    tab.emulate_media(color_scheme="light")
    visit(tab, f"{page}.html")
    tab.evaluate(THIN)
    assert find_violations(tab) == []
    tab.evaluate(OPEN)
    tab.wait_for_timeout(50)  # what now scrolls sideways becomes reachable
    assert find_violations(tab) == []
    tab.emulate_media(color_scheme="dark")
    assert find_violations(tab, COLOURS) == []


@pytest.mark.parametrize(("scheme", "faint"), [("light", "#ccc"), ("dark", "#333")])
def test_faint_words_are_found_in_each_theme(tab, scheme, faint):
    visit(tab, "search.html")
    tab.add_style_tag(content=f"h1 {{ color: {faint} !important }}")
    for other in ("light", "dark"):
        tab.emulate_media(color_scheme=other)
        faults = [fault.split(":")[0] for fault in find_violations(tab, COLOURS)]
        assert faults == (["color-contrast"] if other == scheme else [])


def test_axe_finds_a_fault(tab):
    tab.set_content("<html lang='en'><title>t</title><main><h1>t</h1><img src='data:,'></main>")
    found = {violation["id"] for violation in Axe().run(tab).response["violations"]}
    assert found == {"image-alt"}


def test_every_page_is_light_still_and_from_here(tab, address):
    """Weight over the wire, layout shift while reading to the end, and hosts that are asked."""
    tab.add_init_script("""
        window.shift = 0;
        new PerformanceObserver(seen => seen.getEntries().forEach(one => { shift += one.value }))
            .observe({type: "layout-shift", buffered: true});
    """)
    network = tab.context.new_cdp_session(tab)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    addresses, weights = {}, {}
    network.on("Network.requestWillBeSent",
               lambda e: addresses.update({e["requestId"]: e["request"]["url"]}))
    network.on("Network.loadingFinished",
               lambda e: weights.update({e["requestId"]: e["encodedDataLength"]}))
    wrong = []
    for page in PAGES:
        addresses.clear(), weights.clear()
        visit(tab, f"{page}.html")
        for place in range(0, tab.evaluate("document.documentElement.scrollHeight"), 2000):
            tab.evaluate("top => scrollTo({top, behavior: 'instant'})", place)
        tab.wait_for_load_state("networkidle")
        kib = sum(weights[i] for i, url in addresses.items() if "/_images/" not in url) / 1024
        shift = tab.evaluate("shift")
        elsewhere = [url for url in addresses.values() if not url.startswith((address, "data:"))]
        if kib > KIB_PER_PAGE or kib < 20 or shift >= SHIFT or elsewhere:
            wrong.append(f"{page}: {kib:.0f} KiB, layout shift {shift:.3f}, {elsewhere}")
    assert wrong == []


def test_site_works_as_files_and_offline(chromium, site):
    context = chromium.new_context(offline=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    faults = collect_faults(page)
    for name in PAGES:
        visit(page, (site / f"{name}.html").as_uri())
    page.locator("input.sidebar-search").fill("vmap")
    page.keyboard.press("Enter")
    found = page.locator("#search-results li a[href*='lectures/vmap.html']")
    expect(found.first).to_be_visible(timeout=15_000)
    found.first.click()
    expect(page.locator("h1")).to_contain_text("Write for one, run for many")
    context.close()
    assert faults == []


def test_unknown_address_at_any_depth_shows_the_way_back(chromium, address):
    page = chromium.new_page(base_url=address)
    assert page.goto("lectures/no/such/page.html").status == 404
    faults = collect_faults(page)
    expect(page.locator("h1")).to_have_text("Page not found")
    expect(page.locator(".sidebar-drawer")).to_have_css("position", "static")  # styled
    page.locator(".sidebar-tree a[href$='lectures/vmap.html']").click()
    expect(page).to_have_url(match_url("lectures/vmap.html"))
    page.close()
    assert faults == []


def test_fonts_of_a_page_are_used(tab):
    visit(tab, EXERCISE)
    loaded = "[...document.fonts].filter(f => f.status == 'loaded').map(f => f.family).join()"
    names = tab.evaluate(loaded)
    assert "Measured Serif" in names
    assert "Measured Math" in names
    visit(tab, "lectures/status.html")
    assert "Measured Math" not in tab.evaluate(loaded)  # no formula, no font for it


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_figure_is_a_white_box_on_a_dark_page(tab, scheme):
    tab.emulate_media(color_scheme=scheme)
    visit(tab, "lectures/speed.html")
    image = tab.locator("figure img").first
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("complete", True)
    shown = Image.open(io.BytesIO(image.screenshot())).convert("L")
    corner, page = shown.getpixel((3, 3)), {"light": 253, "dark": 24}[scheme]
    assert abs(corner - page) < 4
    darkest, lightest = shown.getextrema()
    assert lightest - darkest > 180  # the drawing itself is seen


def test_only_what_scrolls_sideways_stops_the_keyboard(tab):
    visit(tab, EXERCISE)
    state = tab.evaluate("""() => [...document.querySelectorAll("pre")]
        .filter(box => box.checkVisibility())
        .map(box => [box.scrollWidth > box.clientWidth, box.tabIndex == 0])""")
    assert all(scrolls == reached for scrolls, reached in state)
    assert any(reached for _, reached in state) is (tab.kind == "phone")


def test_print_shows_the_article_with_all_toggles_open(tab):
    visit(tab, EXERCISE)
    closed = tab.locator("details:not([open])")
    before = closed.count()
    assert before > 0
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    tab.emulate_media(media="print")
    assert closed.count() == 0
    for hidden in (".sidebar-drawer", ".toc-drawer", ".mobile-header", ".related-pages"):
        expect(tab.locator(hidden)).not_to_be_visible()
    expect(tab.locator("article h1")).to_be_visible()
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert closed.count() == before
