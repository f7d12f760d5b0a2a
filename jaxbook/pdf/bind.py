"""Bind the pages of the built site into one HTML document, which `print.py` prints.

The pages stand in the order of `_toc.yml`, each a chapter with a running head, after a title page
and the contents; solutions come last. Ids and links are made those of one document, and what is
folded on the site is open. Numbers of pages are left to the printer: see `cite`.
"""
import datetime
import posixpath
import re
from html import escape
from json import dumps
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

from jaxbook.project import BookError, Project
from jaxbook.words import read_words

ON_SCREEN_ONLY = ".headerlink, .launch, .downloads, label.done, div.progress, div.live, script"
SHEET = re.compile(r'<link\b[^>]*\brel="stylesheet"[^>]*>')


def cite(target: str, text: str) -> str:
    """Return a link to the element `target` that ends with the number of its page."""
    return f'<a href="#{target}">{text} <span data-page-of="{target}">000</span></a>'


def find_first(tag: Tag, name: str, place: str) -> Tag:
    """Return the first element `name` in `tag`; raise BookError if there is none."""
    found = tag.find(name)
    if found is None:
        raise BookError(f"{place}: cannot be printed because the built page has no <{name}>")
    return found


class Binding:
    """The pages joined so far: chapters of HTML, the contents, and code that is printed already."""

    dropped = f"{ON_SCREEN_ONLY}, details.hide > summary"

    def __init__(self, project: Project):
        self.site, self.pages, self.words = project.site, project.pages, read_words(project)
        self.body, self.contents, self.page_rules = [], [], []
        self.folded: dict[str, str] = {}

    def address(self, page: str, fragment: str = "") -> str:
        """Return the id that an element of a page, or the page itself, has in the book."""
        return "--".join(filter(None, [page.replace("/", "-"), fragment]))

    def find_target(self, page: str, href: str) -> str | None:
        """Return where a link of `page` leads in the book, None if it leads to another file."""
        if re.match(r"[a-z]+:", href):
            return href
        path, _, fragment = href.partition("#")
        file = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
        name = file.removesuffix(".html")
        return f"#{self.address(name, fragment)}" if name in self.pages else None

    def read_article(self, page: str) -> Tag:
        """Return what a built page says, with ids, links and images as the book needs them."""
        text = (self.site / f"{page}.html").read_text(encoding="utf-8")
        article = find_first(BeautifulSoup(text, "html.parser"), "article", page)
        for element in article.select(self.dropped):
            element.decompose()
        for element in article.select("[id]:not(svg *)"):  # drawings refer to themselves
            element["id"] = self.address(page, str(element["id"]))
        for link in article.select("a[href]"):
            if target := self.find_target(page, str(link["href"])):
                link["href"] = target
            else:  # a download, say
                link.unwrap()
        for image in article.select("img[src]"):
            if not urlsplit(str(image["src"])).scheme:  # not one that its address contains
                path = (self.site / page).parent.joinpath(unquote(str(image["src"])))
                image["src"] = path.resolve().as_uri()
            del image["loading"]  # what is far below would be missing
        title = find_first(article, "h1", page)
        for level in (5, 4, 3, 2, 1):  # above the pages are the parts
            for heading in article.find_all(f"h{level}"):
                heading.name = f"h{level + 1}"
        for line in article.select("p.provenance"):  # at the end it would fill a page of its own
            title.insert_after(line)
        self.unfold(article)
        return article

    def unfold(self, article: Tag) -> None:
        """Open each fold; code that the book has shown already becomes a reference to it."""
        for fold in article.select("details"):
            fold["open"] = ""
            if "hide" not in fold.get_attribute_list("class"):
                continue
            code = fold.get_text()
            if code in self.folded:
                words = self.words["Same code as on page"]
                note = f'<p class="again">{cite(self.folded[code], words)}</p>'
                fold.replace_with(BeautifulSoup(note, "html.parser"))
            else:
                self.folded[code] = fold["id"] = f"fold-{len(self.folded)}"
                fold.name = "div"

    def cut_solutions(self, article: Tag) -> list[Tag]:
        """Take the solutions out of a page, leave references, and return them with headings."""
        solutions = article.select("details.solution")
        for fold in solutions:
            target = str(fold["id"])
            find_first(fold, "summary", target).name = "h3"
            fold.name = "section"
            note = f'<p class="again">{cite(target, self.words["Solution on page"])}</p>'
            fold.replace_with(BeautifulSoup(note, "html.parser"))
        return solutions

    def add_part(self, caption: str) -> None:
        if caption:
            self.body.append(f'<h1 id="part-{len(self.body)}">{escape(caption)}</h1>')
            self.contents.append(f"<h2>{escape(caption)}</h2>")

    def add_chapter(self, target: str, title: str, head: str, body: str) -> None:
        """Append a chapter, its line of the contents, and its running head."""
        name = f"chapter-{len(self.page_rules)}"
        part = self.body.pop() if self.body and self.body[-1].startswith("<h1") else ""
        self.body.append(
            f'<section class="chapter" style="page: {name}" id="{target}">{part}{body}</section>'
        )
        self.contents.append(f"<p>{cite(target, f'<span>{escape(title)}</span>')}</p>")
        self.page_rules.append(
            f"@page {name} {{ @top-left {{ content: {dumps(head, ensure_ascii=False)} }}"
            f" @top-right {{ content: {dumps(title, ensure_ascii=False)} }} }}"
        )

    def add_parts(self, parts: list[tuple[str, list[str]]]) -> None:
        """Append every page, then the solutions of all pages."""
        taken = []
        for caption, pages in parts:
            self.add_part(caption)
            for page in pages:
                article = self.read_article(page)
                title = find_first(article, "h2", page).get_text()
                if solutions := self.cut_solutions(article):
                    taken.append((page, title, solutions))
                self.add_chapter(self.address(page), title, caption, article.decode_contents())
        if taken:
            self.add_part(self.words["Solutions"])
        for page, title, solutions in taken:
            body = f"<h2>{escape(title)}</h2>" + "".join(map(str, solutions))
            self.add_chapter(self.address(page, "solutions"), title, self.words["Solutions"], body)

    def list_sheets(self) -> list[str]:
        """Return the links to the style sheets of all pages; some load more than others."""
        files = {}  # as an ordered set
        for page in self.pages:
            place = self.site / f"{page}.html"
            for tag in SHEET.findall(place.read_text(encoding="utf-8")):
                file = re.search(r'href="([^"?]+)', tag)
                if file and not urlsplit(file[1]).scheme:
                    files[place.parent.joinpath(file[1]).resolve().as_uri()] = None
        return [f'<link rel="stylesheet" href="{file}">' for file in files]

    def bind(self, config: dict, edition: str) -> str:
        """Return the whole book as HTML, with the styles of the site and our own.

        Raises BookError for a link without a target.
        """
        body = "".join(self.body)
        ids = set(re.findall(r'\bid="([^"]+)"', body))
        if missing := set(re.findall(r'\bhref="#([^"]+)"', body)) - ids:
            raise BookError(f"links of the PDF have no target: {', '.join(sorted(missing))}")
        place = self.site / self.pages[0]
        head = BeautifulSoup(place.with_suffix(".html").read_text(encoding="utf-8"), "html.parser")
        styles = [*self.list_sheets(), *map(str, head.select("head > style"))]
        own = Path(__file__).with_name("print.css").read_text(encoding="utf-8")
        title, author = (escape(str(config.get(name) or "")) for name in ("title", "author"))
        by = escape(self.words["by {author}"]).format(author=author)
        printed = self.words[f"{edition.capitalize()} edition, printed {{date}}"]
        language = escape(str(find_first(head, "html", place.name).get("lang") or "en"))
        return (
            f'<!doctype html><html lang="{language}">'
            f'<head><meta charset="utf-8"><title>{title}</title>{"".join(styles)}'
            f'<style>{own}{"".join(self.page_rules)}</style></head><body data-theme="light">'
            f'<article><section class="title"><p>{title}</p><p>{by}</p>'
            f"<p>{escape(printed.format(date=datetime.date.today()))}</p></section>"
            f'<nav class="book-contents"><p>{escape(self.words["Contents"])}</p>'
            f'{"".join(self.contents)}</nav>'
            f"{body}</article></body></html>"
        )
