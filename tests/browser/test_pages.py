"""In Chromium, each page fits the screen, is light and still, and loads all that it shows."""
import pytest
from playwright.sync_api import expect

from browser.tabs import OPEN, WIDTHS, collect_faults, match_url, visit
from built import PAGES, find_page, list_kinds, read_title

KIB_PER_PAGE = 160  # over the wire, gzipped, without figures; each machine on record adds tabs
KIB_OF = {
    "lectures/ledger": 280,  # it has a row for each check and a sentence for each claim
}
LEAST_KIB = 20  # a page with its style sheet weighs more; less means that nothing was measured
SHIFT = 0.05  # cumulative layout shift; 0.1 is what web vitals call good

# Scroll to the end as a reader does, then tell what came over the wire and what moved.
READ = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    let shift = 0;
    new PerformanceObserver(seen => seen.getEntries().forEach(one => { shift += one.value }))
        .observe({type: "layout-shift", buffered: true});  // from the first moment of the page
    for (let top = 0; top < document.documentElement.scrollHeight; top += 2000) {
        scrollTo({top, behavior: "instant"});
        await frame();
    }
    await frame();
    await frame();  // the observer is told of the last movement
    const loaded = [...performance.getEntriesByType("navigation"),
                    ...performance.getEntriesByType("resource")]
        .filter(one => !one.name.includes("/_images/"));
    return {shift, kib: loaded.reduce((sum, one) => sum + one.transferSize, 0) / 1024};
}"""
# Images far away, or inside a closed toggle, load when they come near; here they need not wait.
LOAD = """async () => {
    const late = new Promise(
        (_, reject) => setTimeout(() => reject(Error("it is not there after 10 s")), 10000));
    late.catch(() => {});  // with no image to wait for, nobody else would
    const images = [...document.querySelectorAll("article img")];
    images.forEach(image => { image.loading = "eager" });
    const faults = await Promise.all(images.map(image => Promise.race([image.decode(), late])
        .then(() => image.naturalWidth ? "" : "it is empty", error => error.message)
        .then(fault => fault && `the image ${image.getAttribute("src")} does not load: ${fault}`)));
    return faults.filter(fault => fault);
}"""
# The keyboard must reach what scrolls sideways, and should not stop at what does not.
MEASURE = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    await frame();  // in the first one the observer of site.js is told of new sizes
    const faults = [], boxes = "pre, div.math, .output, .table-wrapper";  // these may scroll
    // Furo hides what sticks out of the page, or lets the whole article scroll.
    for (let box = document.querySelector("article"); box; box = box.parentElement) {
        const wider = box.scrollWidth - box.clientWidth;
        if (!wider) continue;
        const edge = box.getBoundingClientRect().left + box.clientLeft + box.clientWidth;
        const first = [...box.querySelectorAll("*")].find(part => part.checkVisibility()
            && part.getBoundingClientRect().right > edge + 0.5
            && !part.parentElement.closest(boxes));
        faults.push(`it is ${wider} px wider than the screen: ${first?.outerHTML.slice(0, 200)}`);
        break;
    }
    for (const box of document.querySelectorAll(boxes)) {
        if (!box.checkVisibility()) continue;
        const scrolls = box.scrollWidth > box.clientWidth;
        if (scrolls !== (box.tabIndex === 0))
            faults.push(`the box ${box.outerHTML.slice(0, 60)} scrolls sideways and cannot be `
                + `reached by Tab, or the reverse: see site.js`);
    }
    return faults;
}"""


def judge(seen: dict[str, float], most: int = KIB_PER_PAGE) -> list[str]:
    """Return the faults in the weight, at most `most` KiB, and the stillness of a page."""
    faults = []
    if not LEAST_KIB < seen["kib"] < most:
        faults.append(f"it weighs {seen['kib']:.0f} KiB without images, "
                      f"which is not between {LEAST_KIB} and {most}")
    if seen["shift"] >= SHIFT:
        faults.append(f"its layout shifts by {seen['shift']:.3f} as it loads; the limit is {SHIFT}")
    return faults


def list_cases() -> list:
    """Return all pages; `make test` takes one of each kind, and the lectures on a phone."""
    kinds = list_kinds()

    def mark(width: str, page: str) -> list:
        often = page in kinds or (width == "phone" and page.startswith("lectures/"))
        return [] if often else [pytest.mark.long(quick_alone=True)]

    return [pytest.param(width, page, id=f"{width}-{page}", marks=mark(width, page))
            for width in WIDTHS for page in PAGES]


@pytest.mark.parametrize(("tab", "page"), list_cases(), indirect=["tab"])
def test_page_fits_the_screen_is_light_and_still_and_loads_what_it_shows(tab, page):
    tab.network.send("Network.setCacheDisabled", {"cacheDisabled": True})  # else it weighs nothing
    visit(tab, f"{page}.html")
    faults = judge(tab.evaluate(READ), KIB_OF.get(page, KIB_PER_PAGE))
    for state in ("as it opens", "with all toggles open"):
        faults += [f"{state}, {fault}" for fault in tab.evaluate(MEASURE)]
        tab.evaluate(OPEN)
    faults += tab.evaluate(LOAD) + tab.faults
    tab.faults.clear()
    assert faults == [], f"{page}.html at the width of a {tab.kind}:\n" + "\n".join(faults)


BROKEN = """<!doctype html><title>t</title><article><p>before</p>
<img loading="lazy" src="data:image/png,nothing">
<pre style="width: 90px; overflow: auto">a long line that scrolls sideways</pre>
<div style="width: 3000px">wide</div></article>"""


@pytest.mark.parametrize("tab", ["phone"], indirect=True)
def test_faults_of_a_page_are_found(tab):
    tab.set_content(BROKEN)
    assert ["wider" in fault or "cannot be reached" in fault for fault in tab.evaluate(MEASURE)] \
        == [True, True]
    (fault,) = tab.evaluate(LOAD)
    assert "the image data:image/png,nothing does not load" in fault


@pytest.mark.parametrize("tab", ["phone"], indirect=True)
def test_what_moves_while_a_page_loads_is_found(tab):
    visit(tab, f"{PAGES[0]}.html")
    assert tab.evaluate(READ)["shift"] < SHIFT
    tab.evaluate("""async () => {
        scrollTo(0, 0);
        document.querySelector("article").prepend(Object.assign(
            document.createElement("div"), {style: "height: 500px"}));
        await new Promise(proceed => setTimeout(proceed, 100));
    }""")
    assert tab.evaluate(READ)["shift"] > SHIFT


def test_limits_of_weight_and_shift():
    assert judge({"kib": KIB_PER_PAGE - 1, "shift": 0}) == []
    assert len(judge({"kib": KIB_PER_PAGE + 1, "shift": SHIFT})) == 2
    assert len(judge({"kib": LEAST_KIB - 1, "shift": 0})) == 1
    assert judge({"kib": KIB_PER_PAGE + 1, "shift": 0}, most=KIB_PER_PAGE + 2) == []


@pytest.fixture(scope="package")
def offline(chromium, site):
    """A tab at the width of a desk, without a network, for pages that are opened as files."""
    context = chromium.new_context(offline=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.faults = collect_faults(page, site.as_uri())
    yield page
    context.close()


@pytest.mark.parametrize("page", [kind for kind in list_kinds() if kind != "404"])
def test_page_of_each_kind_works_as_a_file_and_offline(offline, site, page):
    """`tests/site/test_site.py` proves of all pages that their addresses are relative."""
    offline.faults.clear()
    offline.goto((site / f"{page}.html").as_uri())
    expect(offline.locator(".sidebar-sticky")).to_have_css("position", "sticky")  # it has styles
    assert offline.faults == []


def test_search_works_as_a_file_and_offline(offline, site):
    offline.faults.clear()
    wanted = PAGES[1]
    title = read_title(wanted)
    offline.goto((site / f"{PAGES[0]}.html").as_uri())
    offline.locator("input.sidebar-search").fill(title)
    offline.keyboard.press("Enter")
    found = offline.locator(f"#search-results li a[href*='{wanted}.html']")
    expect(found.first).to_be_visible(timeout=15_000)
    found.first.click()
    expect(offline.locator("h1")).to_contain_text(title)
    assert offline.faults == []


def test_unknown_address_at_any_depth_shows_the_way_back(chromium, address):
    page = chromium.new_page(base_url=address)
    assert page.goto("lectures/no/such/page.html").status == 404
    faults = collect_faults(page, address)
    expect(page.locator("h1")).to_have_text("Page not found")
    expect(page.locator(".sidebar-sticky")).to_have_css("position", "sticky")  # it has styles
    page.locator(f".sidebar-tree a[href$='/{PAGES[1]}.html']").click()
    expect(page).to_have_url(match_url(f"{PAGES[1]}.html"))
    page.close()
    assert faults == []


def test_a_page_without_formulas_loads_no_font_for_them(chromium, address):
    loaded = "[...document.fonts].filter(f => f.status == 'loaded').map(f => f.family).join()"
    tab = chromium.new_page(base_url=address)
    visit(tab, f"{find_page('<math')}.html")
    names = tab.evaluate(loaded)
    assert "Measured Serif" in names
    assert "Measured Math" in names
    visit(tab, "search.html")  # it has no formula
    assert "Measured Math" not in tab.evaluate(loaded)
    tab.close()
