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


@pytest.fixture(params=WIDTHS)
def tab(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Page]:
    """A tab of one width, `tab.kind`.

    At the end of a test no script may have failed, nothing may be missing, and no other host may
    have been asked.
    """
    context = chromium.new_context(
        viewport={"width": WIDTHS[request.param], "height": 800}, base_url=address,
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = context.new_page()
    page.kind = request.param
    page.faults = collect_faults(page, address)
    yield page
    context.close()
    assert page.faults == []
