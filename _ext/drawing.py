"""Draw what a record holds as SVG that stands inside a page and takes its colours from it.

Knows records and matplotlib, nothing of Sphinx. Text stays text in the colour of the page, so that
one drawing is readable in both themes; its alt text is written from the same numbers.
"""
import io
import xml.etree.ElementTree as ET

import matplotlib
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator

from records import LARGEST, compare_libraries, find_rate, find_row, name_machine

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
INK = "#010203"  # stands for the colour of the page's text until the drawing is done
COLOURS = {"float32": "#3b82c4", "float64": "#d2691e"}  # at least 3:1 on white and on near black
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


def draw_ratios(record: dict, label: str) -> str:
    """Draw NumPy's time over JAX's by size: cosine above, f below."""
    cases, said = compare_libraries(record), []
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(5.2, 6), layout="constrained")
        for axes, experiment in zip(figure.subplots(2, 1, sharex=True), ("cosine", "f"),
                                    strict=True):
            for route, dash in (("eager", "s--"), ("jit", "o-")):
                for dtype, colour in COLOURS.items():
                    line = [case for case in cases if (case["experiment"], case["route"],
                                                       case["dtype"]) == (experiment, route, dtype)]
                    sizes, ratios = zip(*((c["n"], c["ratio"]) for c in line), strict=True)
                    size = 4 if route == "jit" else 8  # the two lines of the cosine coincide
                    axes.loglog(sizes, ratios, dash, color=colour, markersize=size,
                                markerfacecolor=colour if route == "jit" else "none",
                                label=f"{route}, {dtype}")
                    said.append(f"{experiment}, {route}, {dtype}: {ratios[0]:.2g} at "
                                f"n = {sizes[0]:,}, {ratios[-1]:.2g} at n = {sizes[-1]:,}")
            axes.axhline(1, color=INK, linewidth=0.8)
            axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            axes.yaxis.set_major_formatter("{x:g}")
            axes.minorticks_off()
            axes.set_title(experiment, fontsize=10, loc="left")
            axes.set_ylabel("NumPy's time / JAX's")
        axes.set_xlabel("array size n")
        figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=2)
        name = name_machine(record["machine"])
        return finish(figure, label, f"Two line charts on log axes, {name}. NumPy's time over "
                      f"JAX's: {'; '.join(said)}.")


def draw_roofline(record: dict, label: str) -> str:
    """Draw operations a second against operations per byte, with the machine's limits."""
    said, limits = [], {"copy": "-", "copy in place": ":"}
    intensity = (0.05, 100.0)
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(5.2, 4.6), layout="constrained")
        axes = figure.subplots()
        for ceiling, dash in limits.items():
            rate = find_rate(find_row(record, "ceilings", ceiling, "float32"), "bytes") / 1e9
            axes.loglog(intensity, [rate * i for i in intensity], dash, color=INK, linewidth=1,
                        label=f"{ceiling}, float32")
            said.append(f"{ceiling} {rate:.3g} GB/s")
        for dtype, colour in COLOURS.items():
            peak = find_rate(find_row(record, "ceilings", "product", dtype), "flops") / 1e9
            axes.axhline(peak, color=colour, linewidth=1, label=f"product, {dtype}")
            said.append(f"{dtype} product {peak:.3g} billion operations/s")
            for experiment, marker in (("cosine", "o"), ("f", "s")):
                row = find_row(record, "results", experiment, "jit", dtype, LARGEST)
                speed = find_rate(row, "flops", "transcendentals") / 1e9
                per_byte = (row["flops"] + row["transcendentals"]) / row["bytes"]
                axes.plot(per_byte, speed, marker, color=colour, label=f"{experiment}, {dtype}")
                said.append(f"{experiment} {dtype} {speed:.3g} at {per_byte:.3g} per byte")
        top = max(find_rate(r, "flops") for r in record["ceilings"] if r["ceiling"] == "product")
        axes.set(xlabel="operations per byte", ylabel="billion operations a second",
                 xlim=intensity, ylim=(top / 1e9 / 1e4, top / 1e9 * 2))
        figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=2)
        return finish(figure, label, f"Roofline on log axes, {name_machine(record['machine'])}: "
                      f"{'; '.join(said)}.")
