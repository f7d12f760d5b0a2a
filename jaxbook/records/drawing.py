"""Draw what a record holds as SVG for the inside of a page, in the colours of that page.

Text stays text and takes the colour of the page, so that one drawing is readable in both themes.
The alt text is written from the same numbers as the drawing. Importing this module loads
matplotlib, so import it only where something is drawn.
"""
import io
import xml.etree.ElementTree as ET

import matplotlib
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator

from jaxbook.records.measures import compare_with_numpy
from jaxbook.records.model import Record
from jaxbook.records.rows import EXPERIMENTS, Dtype

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
INK = "#010203"  # stands for the colour of the page's text until the drawing is done
# The contrast is at least 3:1, both on white and on near black.
COLOURS: dict[Dtype, str] = {"float32": "#3b82c4", "float64": "#d2691e"}
STYLE = {
    "svg.fonttype": "none", "svg.hashsalt": "records", "font.size": 10, "font.family": "sans-serif",
    "text.color": INK, "axes.labelcolor": INK, "axes.edgecolor": INK,
    "xtick.color": INK, "ytick.color": INK, "legend.frameon": False, "axes.facecolor": "none",
    "axes.spines.top": False, "axes.spines.right": False,
}


def finish(figure: Figure, label: str, alt: str) -> str:
    """Return the figure as SVG for the inside of a page, with ids of its own and an alt text."""
    file = io.StringIO()
    figure.savefig(file, format="svg", transparent=True,
                   metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", XLINK)
    root = ET.fromstring(file.getvalue())
    for element in root.iter():
        for name, value in element.attrib.items():
            value = value.replace(INK, "currentColor").replace("url(#", f"url(#{label}-")
            if name == "id":
                value = f"{label}-{value}"
            elif name == f"{{{XLINK}}}href":
                value = value.replace("#", f"#{label}-")
            element.set(name, value)
    for name in ("width", "height"):
        del root.attrib[name]  # the page decides; viewBox keeps the shape
    root.attrib |= {"role": "img", "aria-label": alt, "class": "drawing"}
    return ET.tostring(root, encoding="unicode")


def draw_ratios(record: Record, label: str) -> str:
    """Draw the ratio of NumPy's time to JAX's time by size: cosine above, f below."""
    comparisons, texts = compare_with_numpy(record), []
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(5.2, 6), layout="constrained")
        panels = figure.subplots(2, 1, sharex=True)
        for axes, experiment in zip(panels, EXPERIMENTS, strict=True):
            for route, dash in (("eager", "s--"), ("jit", "o-")):
                for dtype, colour in COLOURS.items():
                    line = [c for c in comparisons
                            if (c.experiment, c.route, c.dtype) == (experiment, route, dtype)]
                    sizes, ratios = [c.n for c in line], [c.ratio for c in line]
                    size = 4 if route == "jit" else 8  # the two lines of the cosine coincide
                    axes.loglog(sizes, ratios, dash, color=colour, markersize=size,
                                markerfacecolor=colour if route == "jit" else "none",
                                label=f"{route}, {dtype}")
                    texts.append(f"{experiment}, {route}, {dtype}: {ratios[0]:.2g} at "
                                 f"n = {sizes[0]:,}, {ratios[-1]:.2g} at n = {sizes[-1]:,}")
            axes.axhline(1, color=INK, linewidth=0.8)
            axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            axes.yaxis.set_major_formatter("{x:g}")
            axes.minorticks_off()
            axes.set_title(experiment, fontsize=10, loc="left")
            axes.set_ylabel("NumPy's time / JAX's time")
        panels[-1].set_xlabel("array size n")
        figure.legend(*panels[-1].get_legend_handles_labels(), loc="outside lower center", ncols=2)
        return finish(figure, label, f"Two line charts on logarithmic axes, {record.machine.name}. "
                      f"NumPy's time divided by JAX's time: {'; '.join(texts)}.")


def draw_roofline(record: Record, label: str) -> str:
    """Draw operations per second against operations per byte, with the machine's limits."""
    texts, limits = [], {"copy in place": "-", "copy": ":"}
    names = {"copy in place": "copy in place", "copy": "copy to new memory"}
    intensity = (0.05, 100.0)
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(5.2, 4.6), layout="constrained")
        axes = figure.subplots()
        for ceiling, dash in limits.items():
            rate = record.find_ceiling(ceiling, "float32").bytes_per_s / 1e9
            axes.loglog(intensity, [rate * i for i in intensity], dash, color=INK, linewidth=1,
                        label=f"{names[ceiling]}, float32")
            texts.append(f"{names[ceiling]} {rate:.3g} GB/s")
        peaks = {dtype: record.find_ceiling("product", dtype).operations_per_s / 1e9
                 for dtype in COLOURS}
        for dtype, colour in COLOURS.items():
            axes.axhline(peaks[dtype], color=colour, linewidth=1, label=f"product, {dtype}")
            texts.append(f"{dtype} product {peaks[dtype]:.3g} billion operations per second")
            for experiment, marker in zip(EXPERIMENTS, "os", strict=True):
                row = record.find_largest(experiment, dtype)
                speed, per_byte = row.operations_per_s / 1e9, row.operations / row.bytes
                axes.plot(per_byte, speed, marker, color=colour, label=f"{experiment}, {dtype}")
                texts.append(f"{experiment} {dtype} {speed:.3g} billion operations per second "
                             f"at {per_byte:.3g} operations per byte")
        top = max(peaks.values())
        axes.set(xlabel="operations per byte", ylabel="billion operations per second",
                 xlim=intensity, ylim=(top / 1e4, top * 2))
        figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=2)
        return finish(figure, label, f"Roofline on logarithmic axes, {record.machine.name}: "
                      f"{'; '.join(texts)}.")
