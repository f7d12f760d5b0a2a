"""Write images small and with their size, so that a page loads fast and nothing on it moves.

A post-transform turns each PNG file into a lossless WebP file where that is smaller. A drawing in
SVG that uses `currentColor` becomes a part of its page, so that it follows the theme. At
`doctree-resolved` each image gets the size that its page asks for, which the site and the notebook
write as attributes. At `build-finished` images and downloads that earlier versions of the pages
showed are removed.
"""
import hashlib
import mimetypes
import re
import shutil
from pathlib import Path
from urllib.parse import quote, unquote

from docutils import nodes
from PIL import Image
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms.images import ImageConverter
from sphinx.writers.html5 import HTML5Translator

# Pixels in a unit of CSS; what depends on the size of letters is a guess, for notebooks.
PX = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 9.6 / 2.54,
      "em": 16, "rem": 16}
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
        # Each is kept under a name that says what it was made from, for the next time.
        digest = hashlib.sha256(source.read_bytes()).hexdigest()
        kept = target.parent / "kept" / f"{digest}.webp"
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            with Image.open(source) as image:
                if getattr(image, "is_animated", False):
                    return False
                image.save(target, lossless=True, quality=90)  # at 100 a figure takes a second
            target.rename(kept)  # whole, even if a build breaks off
        shutil.copyfile(kept, target)
        return target.stat().st_size < source.stat().st_size


def read_size(path: Path) -> tuple[float, float] | None:
    """Return the width and the height of an image in CSS pixels, None if they are not known."""
    if not path.is_file():
        return None
    if path.suffix == ".svg":
        head = re.search(r"<svg\b[^>]*>", path.read_text(encoding="utf-8", errors="replace"))
        found = dict(re.findall(r"""\b(width|height|viewBox)\s*=\s*["']([^"']*)["']""",
                                head[0] if head else ""))
        sides = [to_px(found.get(side, "")) for side in ("width", "height")]
        if sides[0] and sides[1]:
            return sides[0], sides[1]
        box = re.findall(r"[\d.]+", found.get("viewBox", ""))
        return (float(box[2]), float(box[3])) if len(box) == 4 else None
    try:
        with Image.open(path) as image:
            dots = image.info.get("dpi", (DOTS_PER_PX,))[0] if path.suffix == ".png" else 0
            scale = max(1, round(dots / DOTS_PER_PX))
            return image.width // scale, image.height // scale
    except OSError:  # no image that Pillow knows
        return None


def to_px(length: str) -> float | None:
    """Return a length of CSS in pixels, None for one that depends on where it stands."""
    match = re.fullmatch(r"([\d.]+)\s*(\w*)", length.strip())
    return float(match[1]) * PX[match[2]] if match and match[2] in PX else None


def find_size(node: nodes.image, natural: tuple[float, float] | None) -> dict[str, str]:
    """Return the attributes `width`, `height` and, for lengths that need it, `style` of `<img>`.

    `width` and `height` give the browser the shape of the image before it arrives. A style gives
    the size where that depends on the page, or where both sides are given.
    """
    asked = {side: str(node[side]) for side in ("width", "height") if side in node}
    share = node.get("scale", 100) / 100
    px = {side: to_px(length) for side, length in asked.items()}
    free = {side for side, length in asked.items()
            if px[side] is None or re.fullmatch(r"[\d.]+r?em", length)}
    style = {side: length for side, length in asked.items() if side in free or len(asked) == 2}
    width, height = px.get("width"), px.get("height")
    if natural:
        ratio = natural[1] / (natural[0] or 1)
        if width is None:
            width = natural[0] if height is None or not ratio else height / ratio
        if height is None:
            height = width * ratio
    sizes = {side: str(round(length * share))
             for side, length in (("width", width), ("height", height)) if length}
    if style:
        numbers = {side: re.fullmatch(r"([\d.]+)\s*(\S*)", length)
                   for side, length in style.items()}
        sizes["style"] = "; ".join(
            f"{side}: {float(number[1]) * share:g}{number[2] or 'px'}"
            for side, number in numbers.items() if number)
    return sizes


def measure_images(app: Sphinx, document: nodes.document, page: str) -> None:
    """Give each image of a page the attributes of its size."""
    if app.builder.format != "html":
        return
    for node in document.findall(nodes.image):
        file = node["uri"]
        path = Path(app.srcdir, app.env.original_image_uri.get(file, file))
        known = file in app.env.images
        node["size"] = find_size(node, read_size(path) if known else None)
        if known and path.suffix == ".svg":
            node["drawing"] = read_drawing(path)


def read_drawing(path: Path) -> str:
    """Return the SVG of a drawing in the colour of the text around it, '' for another image."""
    text = path.read_text(encoding="utf-8")
    if "currentColor" not in text:
        return ""
    # Its style sheet is for the file alone, where no page gives it a colour.
    text = re.sub(r"(?s)<style\b.*?</style>|<!--.*?-->", "", text[text.index("<svg"):])
    return re.sub(r">\s+<", "><", text).strip()


def write_image(self: HTML5Translator, node: nodes.image) -> None:
    """Write an `<img>` with its size as attributes, so that nothing moves when it arrives."""
    file, address = node["uri"], node["uri"]
    if file in self.builder.images:
        address = f"{self.builder.imgpath}/{quote(self.builder.images[file])}"
    if node.get("drawing"):
        alt = self.attval(node.get("alt", ""))
        self.body.append(node["drawing"].replace("<svg", f'<svg role="img" aria-label="{alt}"', 1))
        return None
    video = (mimetypes.guess_type(file)[0] or "").startswith("video/")
    if video or node.get("loading") == "embed":
        return HTML5Translator.visit_image(self, node)
    inline = isinstance(node.parent.parent if isinstance(node.parent, nodes.reference)
                        else node.parent, nodes.TextElement)
    align = {"CLASS": f"align-{node['align']}"} if "align" in node else {}
    self.body.append(self.emptytag(
        node, "img", "" if inline else "\n", src=address, alt=node.get("alt", ""), loading="lazy",
        decoding="async", **align, **node.get("size", {}),
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
    kinds = ("*.html", "*.ipynb", "*.md") if files else ()
    pages = [page for kind in kinds for page in site.rglob(kind)]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        used.update(map(unquote, re.findall(r"(?:_images|_downloads)/[^\s\"'<>?#)\\]+", text)))
    for path in files:
        if path.relative_to(site).as_posix() not in used:
            path.unlink()
    for folder in (site / "_downloads").glob("*"):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def setup(app: Sphinx) -> dict[str, object]:
    app.add_node(nodes.image, override=True, html=(write_image, leave_image))
    app.add_post_transform(ShrinkImages)
    # Before `notebooks` and others look at a resolved page.
    app.connect("doctree-resolved", measure_images, priority=300)
    app.connect("build-finished", remove_unused)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
