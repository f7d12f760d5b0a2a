"""Names of libraries are read from code as Python would resolve them, and found where explained."""
import pytest

from jaxbook.code_names import (
    Use,
    find_aliases,
    find_documented,
    list_endings,
    list_mentions,
    list_uses,
)
from jaxbook.explained import Section, find_places
from jaxbook.site.code_links import insert_links

ALIASES = {"jax": "jax", "jnp": "jax.numpy", "lax": "jax.lax", "np": "numpy"}


def test_aliases_are_imports_that_the_page_binds_to_nothing_else():
    assert find_aliases([
        "%pip install x\nimport jax, numpy as np\nimport os.path", "import a.b as c",
        "from jax import lax, jit as compile\nfrom . import near", "not python",
        "import time\ndef f(time): pass", "from x import y\ny = 1", "from x import g\ndef g(): 0",
    ]) == {"jax": "jax", "np": "numpy", "os": "os", "c": "a.b", "lax": "jax.lax",
           "compile": "jax.jit"}


@pytest.mark.parametrize(("code", "uses"), [
    ("x = jnp.sum(np.pi)", [("jax.numpy.sum", 4, 11), ("numpy.pi", 12, 17)]),
    ("é = 'ü', jnp.a.b(1).c", [("jax.numpy.a.b", 9, 16)]),
    ("@jax.jit\ndef f(): pass", [("jax.jit", 1, 8)]),
    ("jnp = 1; x.jnp; f().jnp", []),
    ("(jnp\n .sum)", []),
    ("f'{jnp.e}'", [("jax.numpy.e", 3, 8)]),
    ("not python", []),
])
def test_uses_have_their_columns_in_characters(code, uses):
    found = [(use.name, use.start, use.end) for use in list_uses(code, ALIASES)]
    assert found == uses
    assert list(list_uses(f"\n%time\n{code}", ALIASES)) == [
        Use(use.name, use.line + 2, use.start, use.end) for use in list_uses(code, ALIASES)]


def test_mentions_are_whole_names_or_ends_of_them():
    assert list(list_mentions("@jax.jit", ALIASES)) == ["jax.jit"]
    assert list(list_mentions("scan(f, jnp.ones(2))", ALIASES)) == [
        "scan", "f", "jax.numpy.ones"]
    assert list(list_mentions("in_axes=(0, None)", ALIASES)) == []
    assert list(list_mentions(":=", ALIASES)) == []
    assert list_endings("jax.lax.scan") == ["jax.lax.scan", "lax.scan", "scan"]
    assert find_documented("a.b.c", {"a.b": ""}) == "a.b"
    assert find_documented("b.c", {"a.b": ""}) == ""


def make_section(target: str, *, lecture: bool = True, rank: int = 2, used: str = "",
                 mentioned: str = "", marked: str = "") -> Section:
    return Section(target, target, lecture, rank, {name: name for name in used.split()},
                   mentioned.split(), marked.split())


def find(name: str, known: str = "", **pages: list[Section]) -> tuple[str, str, bool]:
    place = find_places(pages, dict.fromkeys(known.split(), ""))[name]
    return place.page, place.section.target, place.explained


def test_the_page_that_mentions_a_name_most_often_explains_it():
    few = [make_section("few", used="l.f", mentioned="f")]
    many = [make_section("head", mentioned="f f"), make_section("both", used="l.f", mentioned="f"),
            make_section("later", used="l.f", mentioned="f f f")]
    idle = [make_section("idle", mentioned="f f f f f f f f")]
    practice = [make_section("practice", lecture=False, used="l.f", mentioned="f " * 9)]
    assert find("l.f", a=few, b=many, c=idle, d=practice) == ("b", "both", True)
    assert find("l.f", a=few, d=practice) == ("a", "few", True)
    assert find("l.f", d=practice) == ("d", "practice", True)
    assert find("l.f", d=practice, a=[make_section("use", used="l.f")])[0] == "d"


def test_sections_on_the_path_come_first_and_summaries_last():
    summary = make_section("summary", rank=0, used="l.f", mentioned="f f f")
    deeper = make_section("deeper", rank=1, used="l.f", mentioned="f")
    path = make_section("path", used="l.f", mentioned="f")
    assert find("l.f", a=[summary, deeper, path])[1] == "path"
    assert find("l.f", a=[summary, deeper])[1] == "deeper"
    assert find("l.f", a=[summary]) == ("a", "summary", True)
    assert find("l.f", a=[deeper, make_section("one", mentioned="f"),
                          make_section("two", mentioned="f f")])[1] == "deeper"


def test_an_entry_of_the_index_goes_before_the_rule_and_unmentioned_names_are_shown_as_used():
    used = make_section("used", used="l.f l.g", mentioned="f")
    marked = make_section("marked", marked="l.f other")
    assert find("l.f", a=[used], b=[marked]) == ("b", "marked", True)
    assert find("l.g", a=[used], b=[marked]) == ("a", "used", False)
    assert set(find_places({"a": [used], "b": [marked]}, {})) == {"l.f", "l.g"}


def test_what_follows_a_documented_name_modules_and_private_names_are_dropped():
    used = make_section("s", used="l.f.at.set l.m l.m.g l._x l l.__version__")
    assert set(find_places({"a": [used]}, {"l.f": ""})) == {"l.f", "l.m.g"}


def test_links_go_around_whole_tags_or_nowhere():
    html = ('<pre><span class="n">@a</span><span class="o">.</span><span class="n">b</span>\n'
            '<span class="o">&lt;</span> cd</pre>')
    links = [(1, 1, 4, "u"), (2, 0, 1, "v"), (2, 3, 4, "w"), (3, 0, 1, "x")]
    assert insert_links(html, links) == (
        '<pre><a href="u"><span class="n">@a</span><span class="o">.</span>'
        '<span class="n">b</span></a>\n'
        '<a href="v"><span class="o">&lt;</span></a> cd</pre>')
