"""Write images small and with their size, so that a page loads fast and nothing on it moves.

A post-transform turns each PNG file into a lossless WebP file where that is smaller; `<img>` tags
of such files have `width` and `height` as attributes. At `build-finished` images and downloads that
earlier versions of the pages showed are removed.
"""
import re
from pathlib import Path
from urllib.parse import unquote

from docutils import nodes
from PIL import Image
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms.images import ImageConverter
from sphinx.writers.html5 import HTML5Translator

DOTS_PER_PX = 100  # a figure is drawn at 100 dots per CSS pixel and inch, or at a multiple of it


class ShrinkImages(ImageConverter):
    """Turn PNG files into lossless WebP files where those are smaller."""

    def match(self, node: nodes.image) -> bool:
        # Not the method of the base class: it converts only what a builder cannot show.
        # An image at another address, or one that cannot be read, is not in `env.images`.
        here = node["uri"] in self.env.images
        return here and self.app.builder.format == "html" and node["uri"].endswith(".png")

    def get_conversion_rule(self, node: nodes.image) -> tuple[str, str]:
        return "image/png", "image/webp"

    def convert(self, _from: str, _to: str) -> bool:
        source, target = Path(_from), Path(_to)
        target.parent.mkdir(parents=True, exist_ok=True)
        with Image.open(source) as image:
            image.save(target, lossless=True, quality=90)  # at 100 a figure takes a second
        return target.stat().st_size < source.stat().st_size


def write_image(self: HTML5Translator, node: nodes.image) -> None:
    """Write an `<img>` with its size as attributes, so that nothing moves when it arrives."""
    file = node["uri"]
    path = Path(self.builder.srcdir, self.builder.env.original_image_uri.get(file, file))
    if path.suffix != ".png" or file not in self.builder.images:
        return HTML5Translator.visit_image(self, node)
    with Image.open(path) as image:
        scale = max(1, round(image.info.get("dpi", (DOTS_PER_PX,))[0] / DOTS_PER_PX))
        width, height = image.width // scale, image.height // scale
    address = f"{self.builder.imgpath}/{self.builder.images[file]}"
    self.body.append(self.emptytag(
        node, "img", "\n", src=address, alt=node.get("alt", ""), loading="lazy",
        decoding="async", width=str(width), height=str(height),
    ))


def leave_image(self: HTML5Translator, node: nodes.image) -> None:
    """Everything was written by `write_image`."""


def remove_unused(app: Sphinx, exception: Exception | None) -> None:
    """Remove the images and downloads to which no page leads any more.

    Sphinx knows only those of the pages that it has just written, so the pages are asked.
    """
    if exception is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    files = [path for folder in ("_images", "_downloads") for path in (site / folder).rglob("*")
             if path.is_file()]
    used: set[str] = set()
    for page in site.rglob("*.html") if files else ():
        text = page.read_text(encoding="utf-8")
        used.update(map(unquote, re.findall(r"(?:_images|_downloads)/[^\s\"'<>?#]+", text)))
    for path in files:
        if path.relative_to(site).as_posix() not in used:
            path.unlink()
    for folder in (site / "_downloads").glob("*"):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def setup(app: Sphinx) -> dict[str, object]:
    app.add_node(nodes.image, override=True, html=(write_image, leave_image))
    app.add_post_transform(ShrinkImages)
    app.connect("build-finished", remove_unused)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
