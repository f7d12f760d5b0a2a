"""The same cell on other machines: tabs for mouse and keyboard that need no script; paper has all.
"""
import pytest

from browser.tabs import WIDTHS


@pytest.mark.parametrize("kind", WIDTHS)
def test_tabs_show_one_machine_at_a_time_without_scripts_and_all_on_paper(chromium, address, kind):
    context = chromium.new_context(java_script_enabled=False,
                                   viewport={"width": WIDTHS[kind], "height": 800})
    page = context.new_page()
    page.goto(f"{address}lectures/speed.html")
    group = page.locator(".machines").nth(1)  # the first cell that is timed
    labels, shown = group.locator(":scope > label"), group.locator(":scope > div")
    count = labels.count()
    assert count == shown.count() >= 3  # this build, a machine on record, the published one
    assert labels.first.inner_text().startswith("This build: ")
    assert labels.last.inner_text() == "NVIDIA T4, published"

    def list_visible() -> list[int]:
        return [number for number in range(count) if shown.nth(number).is_visible()]

    assert list_visible() == [0]
    labels.last.click()
    assert list_visible() == [count - 1]
    assert "0.6954 s" in shown.last.inner_text()
    page.keyboard.press("ArrowLeft")
    assert list_visible() == [count - 2]
    page.emulate_media(media="print")
    assert list_visible() == list(range(count))
    context.close()
