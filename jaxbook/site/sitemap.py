"""Write `sitemap.xml`, which tells search engines each page and when its text last changed.

At `build-finished`, and only where the address of the site is known: the protocol of sitemaps.org
allows no relative address. The package sphinx-sitemap 2.9 is not used, because in a warm build it
lists only the pages that were written again.
"""
from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree

from sphinx.application import Sphinx

from jaxbook.site.sources import get_pages

FILE = "sitemap.xml"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def write_sitemap(app: Sphinx, exception: Exception | None) -> None:
    """Write the pages in the order of `_toc.yml`, or nothing."""
    base = app.config.html_baseurl
    if exception is not None or app.builder.format != "html" or not base:
        return
    pages = get_pages(app)
    root = ElementTree.Element("urlset", xmlns=NAMESPACE)
    for page in pages.project.pages:
        entry = ElementTree.SubElement(root, "url")
        address = urljoin(f"{base.rstrip('/')}/", app.builder.get_target_uri(page))
        ElementTree.SubElement(entry, "loc").text = address
        if date := pages.dates.get(page):
            ElementTree.SubElement(entry, "lastmod").text = date
    ElementTree.indent(root)
    ElementTree.ElementTree(root).write(Path(app.outdir, FILE), "utf-8", xml_declaration=True)


def setup(app: Sphinx) -> dict[str, object]:
    app.connect("build-finished", write_sitemap)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
