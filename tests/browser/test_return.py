"""In Chromium, readers come back: by keys, by old addresses, and to exercises that they ticked."""
import json
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from browser.tabs import WIDTHS, collect_faults
from conftest import HEAD, Book
from runs import fill_store
from serving import serve

WIDE = "x = " + " + ".join(["1"] * 200)
EXERCISES = HEAD.format(title="Exercises") + f"""\
```{{exercise}} One
:label: ex-one
Count.
```

```{{code-cell}} ipython3
{WIDE}
```

```{{exercise}} Two
:label: ex-two
Count.
```

## Far below

Words.
"""
TICKED = ".sidebar-tree a[data-page='exercises/x'] .ticked"
DIALOG = "dialog.keys"


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Iterator[str]:
    """The address of a book of four pages, of which one has two exercises."""
    book = Book(tmp_path_factory.mktemp("return") / "book")
    book.write("exercises/x.md", EXERCISES)
    book.write("solutions/x.md", "".join(
        f"```{{solution}} ex-{name}\n:label: sol-{name}\nTwo.\n```\n\n" for name in ("one", "two")))
    book.write("lectures/track.md", "# Keep track\n\n```{progress}\n```\n")
    book.write("lectures/z.md", "# Last\n\nWords.\n")
    config = book.folder / "_config.yml"
    config.write_text(config.read_text().replace(
        "jaxbook_moved: {}", "jaxbook_moved: {lectures/old: exercises/x}"))
    fill_store(book.folder)
    run = book.run("render")
    assert run.returncode == 0, run.stderr
    with serve(book.folder / "_build/full/html") as address:
        yield address


def open_tab(chromium: Browser, home: str, kind: str = "desk", *, scripts: bool = True) -> Page:
    context = chromium.new_context(viewport={"width": WIDTHS[kind], "height": 700}, base_url=home,
                                   java_script_enabled=scripts, reduced_motion="reduce")
    tab = context.new_page()
    tab.faults = collect_faults(tab, home)
    return tab


@pytest.fixture
def reader(chromium, home) -> Iterator[Page]:
    tab = open_tab(chromium, home)
    yield tab
    assert tab.faults == []
    tab.context.close()


def test_arrow_keys_turn_pages_unless_something_else_takes_them(reader):
    reader.goto("lectures/track.html")
    reader.keyboard.press("ArrowRight")
    reader.wait_for_url("**/lectures/z.html")
    reader.keyboard.press("ArrowRight")  # there is no next page
    reader.keyboard.press("ArrowLeft")
    reader.wait_for_url("**/lectures/track.html")
    reader.keyboard.press("ArrowLeft")
    reader.wait_for_url("**/exercises/x.html")
    for keys in ("Control+ArrowRight", "Alt+Shift+ArrowRight", "Shift+ArrowRight", "Meta+/"):
        reader.keyboard.press(keys)
    code = reader.locator("div.cell_input pre")
    expect(code).to_have_attribute("tabindex", "0")
    code.focus()
    reader.keyboard.press("ArrowRight")
    reader.wait_for_function("document.activeElement.scrollLeft > 0")
    reader.locator("input.sidebar-search").focus()
    reader.keyboard.type("a/b?")
    reader.keyboard.press("ArrowLeft")
    expect(reader.locator("input.sidebar-search")).to_have_value("a/b?")
    expect(reader.locator(DIALOG)).not_to_be_visible()
    assert reader.url.endswith("/exercises/x.html")


@pytest.mark.parametrize("kind", WIDTHS)
def test_slash_leads_to_the_search(chromium, home, kind):
    tab = open_tab(chromium, home, kind)
    tab.goto("exercises/x.html")
    tab.keyboard.press("/")
    field = tab.locator("input.sidebar-search")
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport()
    expect(field).to_have_value("")
    tab.context.close()


def test_list_of_keys_opens_closes_and_turns_them_off(reader):
    reader.goto("exercises/x.html")
    box = reader.locator("label.done input").first
    box.focus()
    reader.keyboard.press("?")
    keys = reader.locator(DIALOG)
    expect(keys).to_be_visible()
    assert keys.locator("kbd").all_inner_texts() == ["←", "→", "/", "?"]
    reader.keyboard.press("ArrowRight")
    found = reader.evaluate(Axe().axe_script + "; axe.run('dialog')")
    assert [fault["id"] for fault in found["violations"]] == []
    reader.keyboard.press("Escape")
    expect(keys).not_to_be_visible()
    expect(box).to_be_focused()
    assert reader.url.endswith("/exercises/x.html")

    button = reader.get_by_role("button", name="Keyboard shortcuts")
    button.click()
    keys.get_by_label("Use these keys").uncheck()
    keys.get_by_role("button", name="Close").click()
    reader.reload()
    for key in ("?", "ArrowRight", "/"):
        reader.keyboard.press(key)
    expect(keys).not_to_be_visible()
    expect(reader.locator("input.sidebar-search")).not_to_be_focused()
    button.click()
    keys.get_by_label("Use these keys").check()
    reader.keyboard.press("Escape")
    reader.keyboard.press("ArrowRight")
    reader.wait_for_url("**/lectures/track.html")
    assert reader.evaluate("Object.keys(localStorage)") == []


def test_ticks_are_kept_and_the_contents_show_them(reader):
    reader.goto("exercises/x.html")
    boxes = reader.locator("label.done input")
    mark = reader.locator(TICKED)
    expect(mark).to_have_count(0)
    boxes.nth(0).check()
    expect(mark).to_have_text("1/2")
    expect(mark).to_have_attribute("aria-label", "1 of 2 exercises are ticked off")
    boxes.nth(1).check()
    expect(mark).to_have_text("✓")
    reader.goto("lectures/z.html")
    expect(mark).to_have_text("✓")
    other = reader.context.new_page()  # another tab follows
    other.goto("exercises/x.html")
    expect(other.locator("label.done input:checked")).to_have_count(2)
    other.locator("label.done").nth(0).click()
    expect(mark).to_have_text("1/2")
    other.locator("label.done input").nth(1).uncheck()
    expect(mark).to_have_count(0)
    assert reader.evaluate("localStorage.length") == 0


def test_ticks_follow_an_exercise_that_moved_and_forget_one_that_is_gone(reader):
    reader.goto("lectures/z.html")
    name = reader.evaluate("`exercises of ${new URL('..', location).pathname}`")
    ticked = {"ex-one": "exercises/old", "ex-gone": "exercises/x", "ex-else": "exercises/y"}
    reader.evaluate("([name, text]) => localStorage.setItem(name, text)",
                    [name, json.dumps(ticked)])
    reader.goto("exercises/x.html")
    expect(reader.locator(TICKED)).to_have_text("1/2")
    assert json.loads(reader.evaluate("name => localStorage.getItem(name)", name)) == {
        "ex-one": "exercises/x", "ex-else": "exercises/y"}
    reader.evaluate("name => localStorage.setItem(name, '[1')", name)  # damaged: none are ticked
    reader.reload()
    expect(reader.locator("label.done input:checked")).to_have_count(0)


def test_ticks_are_saved_loaded_and_forgotten(reader, tmp_path):
    reader.goto("exercises/x.html")
    reader.locator("label.done input").first.check()
    reader.goto("lectures/track.html")
    status = reader.get_by_role("status")
    expect(status).to_have_text("1 of 2 exercises are ticked off")
    with reader.expect_download() as waiting:
        reader.get_by_role("button", name="Save as a file").click()
    saved = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(saved)
    assert (saved.name, json.loads(saved.read_text())) == (
        "exercises.json", {"ex-one": "exercises/x"})

    answers = iter(["dismiss", "accept"])
    reader.on("dialog", lambda dialog: getattr(dialog, next(answers))())
    forget = reader.get_by_role("button", name="Forget all")
    forget.click()
    expect(status).to_have_text("1 of 2 exercises are ticked off")
    forget.click()
    expect(status).to_have_text("0 of 2 exercises are ticked off")
    assert reader.evaluate("localStorage.length") == 0

    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"ex-one": 1}')
    load = reader.get_by_label("Load a file")
    load.set_input_files(wrong)
    expect(status).to_have_text("This file has no list of exercises.")
    load.set_input_files(saved)
    expect(status).to_have_text("1 of 2 exercises are ticked off")
    expect(reader.locator(TICKED)).to_have_text("1/2")


def test_without_scripts_nothing_else_is_lost(chromium, home):
    tab = open_tab(chromium, home, scripts=False)
    tab.goto("exercises/x.html")
    for hidden in ("label.done", "p.keys button", DIALOG):
        assert tab.locator(hidden).count()
        for one in tab.locator(hidden).all():
            expect(one).not_to_be_visible()
    assert [words.split() for words in tab.locator("div.exercise").all_inner_texts()] == [
        ["Exercise", "1", "(One)", "Count."], ["Exercise", "2", "(Two)", "Count."]]
    tab.goto("lectures/track.html")
    expect(tab.get_by_role("button", name="Forget all")).not_to_be_visible()
    tab.goto("lectures/old.html")
    tab.wait_for_url("**/exercises/x.html")
    tab.context.close()


def test_old_address_leads_to_the_same_place_of_the_new_page(reader):
    reader.goto("lectures/z.html")
    reader.goto("lectures/old.html?x=1#far-below")
    reader.wait_for_url("**/exercises/x.html?x=1#far-below")
    reader.go_back()
    assert reader.url.endswith("/lectures/z.html")
