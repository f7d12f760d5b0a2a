"""What the tests in Chromium share: visiting a page, reaching an element, collecting faults."""
import re

from playwright.sync_api import Page, Request, Response

WIDTHS = {"desk": 1280, "phone": 390}
ABORTED = "net::ERR_ABORTED"  # by the browser itself, on its way to another page
OPEN = "document.querySelectorAll('details').forEach(box => { box.open = true })"
FRAMES = """async () => {
    for (const n of [1, 2]) await new Promise(requestAnimationFrame);
}"""
SETTLE = """async () => {
    await document.fonts.ready;
    let height = -1;
    while (height !== (height = document.documentElement.scrollHeight))
        await new Promise(proceed => setTimeout(proceed, 50));
}"""


def collect_faults(page: Page, home: str) -> list[str]:
    """Return a list that fills with what the page, whose site is at `home`, does wrong."""
    faults = []

    def judge_request(request: Request) -> None:
        if not request.url.startswith((home, "data:", "blob:")):
            faults.append(f"asks another host: {request.url}")

    def judge_failure(request: Request) -> None:
        if request.failure != ABORTED:
            faults.append(f"{request.failure}: {request.url}")

    def judge_response(response: Response) -> None:
        if response.status >= 400:
            faults.append(f"{response.status}: {response.url}")

    page.on("request", judge_request)
    page.on("requestfailed", judge_failure)
    page.on("pageerror", lambda error: faults.append(f"a script fails: {error}"))
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.on("response", judge_response)
    return faults


def match_url(path: str) -> re.Pattern:
    return re.compile(rf"/{re.escape(path)}$")


def visit(tab: Page, path: str) -> None:
    """Open a page and wait until its fonts are there and its height stays the same."""
    tab.goto(path)
    tab.evaluate(SETTLE)


def focus_by_tab(tab: Page, selector: str) -> None:
    """Press Tab until the element has the focus; fail if the keyboard never reaches it."""
    for _ in range(150):
        tab.keyboard.press("Tab")
        if tab.evaluate("s => document.activeElement?.matches(s)", selector):
            return
    raise AssertionError(f"pressing Tab 150 times did not reach {selector}")
