"""Write images small and with their size, so that a page loads fast and nothing on it moves.

A post-transform turns each PNG file into a lossless WebP file where that is smaller; `<img>` tags
of such files have `width` and `height` as attributes.
"""
from pathlib import Path

from docutils import nodes
from PIL import Image
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms.images import ImageConverter
from sphinx.writers.html5 import HTML5Translator

DOTS_PER_PX = 100  # a figure is drawn at 100 dots per CSS pixel and inch, or at a multiple of it


class ShrinkImages(ImageConverter):
    """Turn PNG files into lossless WebP files where those are smaller."""

    conversion_rules = (("image/png", "image/webp"),)

    def match(self, node: nodes.image) -> bool:
        # Not the method of the base class: it converts only what a builder cannot show.
        here = "?" not in node["candidates"]  # the mark of an image at another address
        return here and self.app.builder.format == "html" and node["uri"].endswith(".png")

    def get_conversion_rule(self, node: nodes.image) -> tuple[str, str]:
        return self.conversion_rules[0]

    def convert(self, source: str, target: str) -> bool:
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        with Image.open(source) as image:
            image.save(target, lossless=True, quality=90)  # at 100 a figure takes a second
        return Path(target).stat().st_size < Path(source).stat().st_size


def write_image(self: HTML5Translator, node: nodes.image) -> None:
    """Write an `<img>` with its size as attributes, so that nothing moves when it arrives."""
    file = node["uri"]
    path = Path(self.builder.srcdir, self.builder.env.original_image_uri.get(file, file))
    if path.suffix != ".png" or "://" in file:
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


def setup(app: Sphinx) -> dict[str, object]:
    app.add_node(nodes.image, override=True, html=(write_image, leave_image))
    app.add_post_transform(ShrinkImages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
