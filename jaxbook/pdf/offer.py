"""Put what was made of the built site into the site, with a link where readers look for it."""
import re
import shutil
from html import escape
from pathlib import Path

from jaxbook.project import BookError, Project
from jaxbook.words import read_words

LIST = re.compile(r'(?s)(<div class="downloads.*?)(</ul>)')


def offer(project: Project, file: Path, word: str, size: str) -> None:
    """Copy a file into the site, and add it to the list at the end of the landing page.

    The next render that changes the site brings one without the file and the link.
    """
    front = project.pages[0]
    path, href = project.site / f"{front}.html", "../" * front.count("/") + file.name
    line = f'<li><a href="{href}">{escape(read_words(project)[word])}</a> ({size})</li>\n'
    text = re.sub(rf'<li><a href="{re.escape(href)}">.*</li>\n', "",
                  path.read_text(encoding="utf-8"))
    text, found = LIST.subn(lambda match: match[1] + line + match[2], text, count=1)
    if not found:
        raise BookError(f"{file.name} cannot be linked: the built page {front} has no list of "
                        "downloads")
    shutil.copy(file, project.site)
    half = path.with_suffix(".half")
    half.write_text(text, encoding="utf-8")
    half.replace(path)
