"""Pages are accessible, by axe, in light and in dark, with all toggles open.

`make test` audits one page of each kind, `make test-all` every page.

axe judges every element, and a page has thousands. What it needs to see once is left once:
- of the texts that a theme colours alike, on backgrounds that it colours alike, one is judged for
  contrast, in each theme (`PICK`);
- the coloured words inside code that are not among these become plain text, and of the rows of a
  table that are built alike the first stays (`THIN`).
"""
import pytest
from axe_playwright_python.sync_playwright import Axe

from browser.tabs import FRAMES, OPEN, visit
from built import PAGES, list_kinds

COLOURS = ["color-contrast", "link-in-text-block"]  # the rules of axe that a theme can break
OTHERS = {rule: {"enabled": False} for rule in COLOURS}

# Keeps in `picked` one element of each kind, by what decides its contrast: the colours of text and
# link, size and weight, and the backgrounds below it.
PICK = """() => {
    const seen = {};
    const plain = "rgba(0, 0, 0, 0),none,1,none,normal,static";
    window.picked ??= new Set();
    // Of code, axe cannot judge what sticks out of its box or is under the copy button.
    const clear = box => !box.matches("pre *")
        || box.getBoundingClientRect().right < innerWidth - 50;
    const walk = (box, backdrop, around) => {
        if (!box.checkVisibility({visibilityProperty: true})) return;
        const is = getComputedStyle(box);
        const own = [is.backgroundColor, is.backgroundImage, is.opacity, is.filter,
                     is.mixBlendMode, is.position].join();
        const below = own === plain ? backdrop : `${backdrop}/${own}`;
        const link = box.matches("a[href]")
            && [is.textDecorationLine, is.borderBottom, around].join();
        const words = [...box.childNodes].some(node => node.nodeType === 3 && node.data.trim()[1]);
        if (words || link) {
            const kind = [below, is.color, is.fontSize, is.fontWeight, is.textShadow, link].join();
            if (!(seen[kind] >= 2) && clear(box)) {
                seen[kind] = (seen[kind] ?? 0) + 1;
                picked.add(box);
            }
        }
        const done = new Set();  // within one box of code, words of one class look alike
        for (const part of box.children) {
            if (done.has(part.className)) continue;
            walk(part, below, is.color);
            if (box.localName === "pre" && clear(part)) done.add(part.className);
        }
    };
    walk(document.body, "", "");
}"""
THIN = """() => {
    for (const word of document.querySelectorAll("pre span[class]"))
        if (!picked.has(word)) word.replaceWith(...word.childNodes);
    document.body.normalize();
    const seen = new Set();
    for (const row of document.querySelectorAll("tbody > tr")) {
        const form = row.outerHTML.replace(/ (id|href|title)="[^"]*"/g, "")
            .replace(/>[^<]*[^<\\s][^<]*</g, ">words<");
        const kind = `${row.closest("table").className} ${form}`;
        const kept = row === row.parentNode.firstElementChild
            || [row, ...row.querySelectorAll("*")].some(box => picked.has(box));
        if (seen.has(kind) && !kept) row.remove();
        seen.add(kind);
    }
}"""
RUN = """async ([only, more]) => {
    const options = {resultTypes: ["violations"], ...more};
    const {violations} = await axe.run(only ? {include: [...picked]} : document, options);
    return violations.map(found => `${found.id}: ${found.help}; ${found.nodes.length} in all: `
        + found.nodes.slice(0, 3).map(node => node.html.slice(0, 120)).join(" "));
}"""


def show(tab, page: str, *, opened: bool) -> None:
    """Open a page, and its toggles or none, and leave on it what axe has to see."""
    tab.emulate_media(color_scheme="light", reduced_motion="reduce")
    visit(tab, f"{page}.html")
    if opened:
        tab.evaluate(OPEN)
    tab.evaluate(FRAMES)  # in the first one the observer of site.js is told of new sizes
    prepare(tab)


def prepare(tab) -> None:
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        tab.evaluate(PICK)
    tab.evaluate(THIN)
    tab.evaluate(Axe().axe_script)


def judge(tab, scheme: str) -> list[str]:
    """Return what axe finds on the page in a theme by its rules about colours."""
    tab.emulate_media(color_scheme=scheme)
    found = tab.evaluate(RUN, [True, {"runOnly": COLOURS}])
    return [f"in {scheme}: {fault}" for fault in found]


def find_violations(tab) -> list[str]:
    """Return what axe finds on the page, by all rules, colours in both themes."""
    found = tab.evaluate(RUN, [False, {"rules": OTHERS}])
    return [*found, *judge(tab, "dark"), *judge(tab, "light")]


def list_cases() -> list:
    """Return all pages; of each kind one is always judged, the others by `make test-all`."""
    kinds = list_kinds()
    others = (page for page in PAGES if page not in kinds)
    return [*kinds, *(pytest.param(page, marks=pytest.mark.long(quick_alone=True))
                      for page in others)]


@pytest.mark.parametrize("tab", ["phone"], indirect=True)
@pytest.mark.parametrize("page", list_cases())
def test_page_is_accessible_with_all_toggles_open(tab, page):
    show(tab, page, opened=True)
    faults = find_violations(tab)
    assert faults == [], f"{page}.html at the width of a phone:\n" + "\n".join(faults)


@pytest.mark.parametrize("tab", ["desk"], indirect=True)
@pytest.mark.parametrize("page", list_kinds())
def test_page_of_each_kind_is_accessible_at_a_desk_as_it_opens(tab, page):
    show(tab, page, opened=False)
    faults = find_violations(tab)
    assert faults == [], f"{page}.html at the width of a desk:\n" + "\n".join(faults)


SAMPLE = """<!doctype html><html lang="en"><title>t</title>
<style>
body {{ background: white; color: black }}
a {{ color: blue }}
@media (prefers-color-scheme: dark) {{
    body {{ background: black; color: white }}
    a {{ color: lightblue }}
}}
{style}
</style><main><h1>t</h1>{paragraphs}<table>{rows}</table>
<div class="highlight-python"><pre>{words}</pre></div>{more}</main>"""
FAULTS = {
    "nothing": ("", "", []),
    "one faint paragraph": ("p:nth-of-type(15) { color: #ccc }", "", ["in light: color-contrast"]),
    "one faint cell in the dark": (
        "@media (prefers-color-scheme: dark) { .other { color: #333 } }",
        "<table><tr><td>10</td></tr><tr><td class='other'>10</td></tr></table>",
        ["in dark: color-contrast"]),
    "one faint word of code": (".k { color: #ccc }", "<pre><span class='k'>if</span></pre>",
                               ["in light: color-contrast"]),
    "one box behind words": ("p:nth-of-type(15) { background: #444 }", "",
                             ["in light: color-contrast"]),
    "one link that looks like the words around it": (
        "@media (prefers-color-scheme: light) { "
        "p:nth-of-type(15) a { text-decoration: none; color: #222 } }", "",
        ["in light: link-in-text-block"]),
    "one image without a text": ("", "<img src='data:,'>", ["image-alt"]),
    "one row with an image without a text": (
        "", "<table><tr><td>1</td></tr><tr><td><img src='data:,'></td></tr></table>",
        ["image-alt"]),
}


@pytest.mark.parametrize("tab", ["desk"], indirect=True)
@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_among_many_things_alike_is_found(tab, fault):
    style, more, rules = FAULTS[fault]
    tab.set_content(SAMPLE.format(
        style=style, more=more, paragraphs="<p>Words with <a href='#'>a link</a> inside.</p>" * 30,
        rows="<tr><td>10</td></tr>" * 30, words="<span class='n'>name</span> " * 30,
    ))
    prepare(tab)
    found = find_violations(tab)
    assert len(found) == len(rules), found
    assert all(map(str.startswith, sorted(found), rules)), found


@pytest.mark.parametrize("tab", ["desk"], indirect=True)
@pytest.mark.parametrize(("scheme", "faint"), [("light", "#ccc"), ("dark", "#333")])
def test_faint_words_are_found_on_a_page_in_each_theme(tab, scheme, faint):
    show(tab, "search", opened=True)
    tab.add_style_tag(content=f"h1 {{ color: {faint} !important }}")
    for other in ("light", "dark"):
        assert len(judge(tab, other)) == (other == scheme)
