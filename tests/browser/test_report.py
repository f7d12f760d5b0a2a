"""The link to a new issue names the section in which the reader stopped last."""
from urllib.parse import parse_qs, urlsplit

import pytest

from jaxbook.site.launch import SCRIPT

ISSUE = "https://github.com/us/book/issues/new"
PAGE = """<!doctype html><html lang="en"><title>t</title><style>
html { font: 16px/1.5 sans-serif } div { height: 2000px }</style>
<article><h1>Title</h1><p><a class="report" href="%s">Report an error</a></p><div></div>
<h2>One &amp; more<a class="headerlink" href="#one">¶</a></h2><div></div>
<details><summary><h2>Deeper: two</h2></summary><h3>Folded</h3></details><div></div>
</article><script>%s</script>"""


def read_fields(tab) -> dict[str, list[str]]:
    return parse_qs(urlsplit(tab.get_attribute("a.report", "href")).query)


def stop_at(tab, heading: str) -> None:
    """Scroll to a heading and stay there, ten times as long as the script waits for."""
    tab.get_by_role("heading", name=heading).evaluate("""box => new Promise(done => {
        addEventListener("scroll", () => setTimeout(done, 100), {once: true});
        box.scrollIntoView();
    })""")


@pytest.mark.parametrize("tab", ["phone"], indirect=True)
@pytest.mark.parametrize("query", ["template=page.yml&page=a.md", "title=T&body=page%3A%20a.md"])
def test_report_names_the_section_where_the_reader_stopped(tab, query):
    address = f"{ISSUE}?{query.replace('&', '&amp;')}"
    tab.set_content(PAGE % (address, SCRIPT.replace("1000", "10")))
    at_first = parse_qs(query)
    assert read_fields(tab) == at_first
    for heading, section in (("One & more", "One & more"), ("Deeper: two", "Deeper: two"),
                             ("Title", "Deeper: two")):  # the link is below the title
        stop_at(tab, heading)
        expected = at_first | ({"body": [f"page: a.md\nsection: {section}"]} if "body" in at_first
                               else {"section": [section]})
        assert read_fields(tab) == expected
