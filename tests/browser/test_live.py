"""In Chromium, a reader moves the figure of Newton's method, which shows what JAX computes."""
import json
import re

import jax
import pytest
from playwright.sync_api import Locator, Page, expect

from browser.tabs import OPEN, visit
from built import PROJECT
from conftest import SITE

PAGE = "lectures/autodiff"
BOX, DRAWING = "#live-fig-newton", "#fig-newton svg"
# Relative; what is shown has six decimals.
TOLERANCE = 1e-5
POINTS = [(2, 10), (0, 30), (17.5, 1)]  # the start in percent, and the years
# From the first line of the page, since a screen scrolls by fractions.
PLACES = """() => {
    const top = document.querySelector('h1').getBoundingClientRect().y;
    const boxes = [...document.querySelectorAll('.live, .live *:not(span), #fig-newton')];
    return boxes.map((box) => box.getBoundingClientRect()).flatMap(
        ({ x, y, width, height }) => [x, y - top, width, height]);
}"""
STILL = 0.5  # px, less than anybody sees
pytestmark = pytest.mark.skipif(PAGE not in PROJECT.pages, reason="the book leaves out this page")


@pytest.fixture(scope="module")
def bond_price():
    """The function of the page, from the cell of its notebook that defines it."""
    notebook = json.loads((SITE / f"notebooks/{PAGE}.ipynb").read_text(encoding="utf-8"))
    (code,) = ("".join(cell["source"]) for cell in notebook["cells"]
               if "def bond_price" in "".join(cell["source"]))
    names = {"jnp": jax.numpy}
    exec(code.partition("\n\n")[0], names)
    return names["bond_price"]


def list_numbers(drawing: Locator) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", drawing.inner_html())]


def set_slider(tab: Page, name: str, value: float) -> None:
    tab.locator(f"{BOX} input[name={name}]").fill(str(value))


def read_numbers(tab: Page) -> list[float]:
    """Return price, slope and the next yield in percent, as the page shows them."""
    text = tab.locator(f"{BOX} .result").inner_text().replace("\u2212", "-")
    return [float(number) for number in re.findall(r"-?\d+\.\d+", text)]


def read_drawing(tab: Page) -> dict[str, float]:
    """Return the start, the ring and the slope of the tangent, in the units of the axes."""
    start, ring, line = (tab.locator(f"{DRAWING} .{name}") for name in ("start", "next", "tangent"))
    left, right = (float(y) for y in re.findall(r" (-?[\d.]+)", line.get_attribute("d")))
    yields = [(float(dot.get_attribute("cx")) - 50) / 950 - 0.1 for dot in (start, ring)]
    return {"start": yields[0], "next": yields[1], "price": (
        250 - float(start.get_attribute("cy"))) / 0.92, "slope": (left - right) / 0.92 / 0.4}


def test_figure_shows_what_jax_computes_and_nothing_is_loaded_or_moves_before(tab, bond_price):
    asked = []
    tab.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    visit(tab, f"{PAGE}.html")
    tab.evaluate(OPEN)
    assert not [name for name in asked if "jax-js" in name or "newton" in name]
    assert tab.evaluate("typeof jaxjs") == "undefined"
    expect(tab.locator(f"{BOX} input").first).to_be_disabled()
    places, drawn = tab.evaluate(PLACES), list_numbers(tab.locator(DRAWING))
    tab.locator(f"{BOX} button").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator(f"{BOX} [role=status]")).to_contain_text("Move the sliders", timeout=15_000)
    assert tab.evaluate(PLACES) == pytest.approx(places, abs=STILL)
    # The drawing of the page is what the browser draws for the same numbers.
    assert list_numbers(tab.locator(DRAWING)) == pytest.approx(drawn, abs=0.11)  # two roundings
    assert sum("jax-js" in name or "newton" in name for name in asked) == 2
    # The focus is on the first slider, and its keys move it.
    tab.keyboard.press("ArrowRight")
    assert tab.locator(f"{BOX} output[name=y]").inner_text() == "2.5"
    for start, years in POINTS:
        set_slider(tab, "y", start)
        set_slider(tab, "years", years)
        with jax.enable_x64(True):
            price, slope = map(float, jax.value_and_grad(bond_price)(start / 100, years))
        following = start / 100 - (price - 95) / slope
        assert read_numbers(tab) == pytest.approx([price, slope, 100 * following], rel=TOLERANCE)
        shown = read_drawing(tab)
        wanted = {"start": start / 100, "price": price, "slope": slope, "next": following}
        assert shown == pytest.approx(wanted, abs=1, rel=0.01)  # the drawing has 0.1 px
        assert shown["next"] == pytest.approx(wanted["next"], abs=1e-3)
    assert tab.evaluate(PLACES) == pytest.approx(places, abs=STILL)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_scripts_there_is_the_figure_and_no_button(chromium, address):
    context = chromium.new_context(java_script_enabled=False, base_url=address)
    tab = context.new_page()
    tab.goto(f"{PAGE}.html")
    tab.locator("summary", has_text="move the start").click()
    expect(tab.locator(DRAWING)).to_be_visible()
    expect(tab.locator(BOX)).not_to_be_visible()
    context.close()


def test_reader_is_told_if_loading_fails_and_can_try_again(chromium, address):
    context = chromium.new_context(base_url=address)
    tab = context.new_page()
    tab.route("**/newton.js*", lambda route: route.abort(), times=1)
    visit(tab, f"{PAGE}.html")
    tab.evaluate(OPEN)
    tab.locator(f"{BOX} button").click()
    expect(tab.locator(f"{BOX} .result")).to_contain_text("could not be loaded")
    expect(tab.locator(f"{BOX} input").first).to_be_disabled()
    tab.locator(f"{BOX} button").click()
    expect(tab.locator(f"{BOX} .result")).to_contain_text("slope", timeout=15_000)
    context.close()
