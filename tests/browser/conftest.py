"""A served site and a running Chromium, shared by the tests of this folder.

They have the scope of the package, not of the session: while Playwright runs, no other test in the
same process can start an event loop, and executing a notebook needs one.
"""
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from browser.tabs import WIDTHS, collect_faults
from jaxbook.pdf.chromium import open_chromium
from serving import serve


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "lab: needs JupyterLab in .venv-lab; run by `-m lab` only")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip the tests of JupyterLab unless they are asked for."""
    if "lab" in config.option.markexpr:
        return
    for item in items:
        if item.get_closest_marker("lab"):
            item.add_marker(pytest.mark.skip(
                reason="JupyterLab and its environment take minutes; `make test-lab` runs this"))


@pytest.fixture(scope="package")
def address(site: Path) -> Iterator[str]:
    """The address of the built site, served on this machine."""
    with serve(site) as url:
        yield url


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with open_chromium() as browser:
        yield browser


class Tabs:
    """One tab for each width, made when it is first asked for.

    A new tab costs a second, because Chromium starts a process for it; a page in an old one 0.3 s.
    """

    def __init__(self, chromium: Browser, address: str):
        self.chromium, self.address = chromium, address
        self.open: dict[str, Page] = {}

    def get(self, kind: str) -> Page:
        """Return the tab of a width as if it were new."""
        if kind not in self.open or self.open[kind].is_closed():
            context = self.chromium.new_context(
                viewport={"width": WIDTHS[kind], "height": 800}, base_url=self.address,
                permissions=["clipboard-read", "clipboard-write"],
            )
            tab = self.open[kind] = context.new_page()
            tab.network = context.new_cdp_session(tab)
            tab.network.send("Network.enable")
            tab.kind = kind
            tab.faults = collect_faults(tab, self.address)
        tab = self.open[kind]
        tab.emulate_media(color_scheme="light", media="null", reduced_motion="null")
        tab.network.send("Network.setCacheDisabled", {"cacheDisabled": False})
        tab.faults.clear()
        return tab


@pytest.fixture(scope="package")
def tabs(chromium: Browser, address: str) -> Iterator[Tabs]:
    tabs = Tabs(chromium, address)
    yield tabs
    for tab in tabs.open.values():
        tab.context.close()


@pytest.fixture(params=WIDTHS)
def tab(request: pytest.FixtureRequest, tabs: Tabs) -> Iterator[Page]:
    """A tab of one width, `tab.kind`; its `tab.network` takes commands of Chromium's protocol.

    At the end of a test no script may have failed, nothing may be missing, and no other host may
    have been asked.
    """
    tab = tabs.get(request.param)
    yield tab
    if tab.url.startswith("http"):
        tab.evaluate("localStorage.clear()")  # where the choice of a theme is kept
    assert tab.faults == []
