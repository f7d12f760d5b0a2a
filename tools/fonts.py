"""Make the fonts of the book (`_static/fonts`) from published ones; no build calls this.

Run `npm pack @fontsource/stix-two-math@5.3.0` and `npm pack
@fontsource-variable/source-serif-4@5.3.1`, unpack both, then
`python tools/fonts.py stix-two-math-latin-400-normal.woff2 source-serif-4-latin-wght-normal.woff2
source-serif-4-latin-wght-italic.woff2`.
The licence (OFL 1.1) asks that a changed font has another name, so these get one.
"""
import sys
from pathlib import Path

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FOLDER = Path(__file__).resolve().parents[1] / "_static" / "fonts"
ASCII = "".join(map(chr, range(0x20, 0x7F)))
GREEK = "ΓΔΘΛΞΠΣΥΦΨΩαβγδεζηθικλμνξοπρςστυφχψωϑϕϖϱϵ"
TEXT = ASCII + "\u00a0©«»°±²³µ·×÷ßàáâäåçèéêëíîïñóôöøùúüÄÅÉÖØÜıłš–—‘’“”„…→←−√≈≤≥≠∞"
# What MathML needs: letters are written plain and drawn as mathematical italics, and so on.
MATH = ASCII + "".join([
    GREEK, "\u00a0¬¯´¨ˆˇ˘˙˜±×÷·…′″‴ℏℓℕℝℤℚℂℙ𝔼𝟙∂∇∅∈∉∋∏∐∑−∓∗∘∙√∝∞∠∣∥∧∨∩∪∫∬∮∼≃≅≈≠≡≤≥≪≫≺≻⊂⊃⊆⊇⊕⊗⊙⊤⊥",
    "⋀⋁⋂⋃⋅⋆⋮⋯⋱←↑→↓↔↦⇐⇒⇔⟶⟵⟹⟺⌈⌉⌊⌋⟨⟩|‖‾⏞⏟\u0302\u0303\u0304\u0305\u0307\u0308\u030c\u20d7\u2061\u2062",
    "".join(map(chr, range(0x1D434, 0x1D468))), "ℎ",  # italic letters
    "".join(map(chr, range(0x1D6E2, 0x1D71C))),  # italic Greek
    "".join(map(chr, range(0x1D400, 0x1D41A))),  # bold capitals
    "".join(map(chr, range(0x1D41A, 0x1D434))),  # bold letters
    "".join(map(chr, range(0x1D49C, 0x1D4B6))), "ℬℰℱℋℐℒℳℛ",  # script capitals
    "".join(map(chr, range(0x1D538, 0x1D552))),  # double-struck capitals
])


def cut(font: TTFont, characters: str, features: list[str]) -> None:
    """Keep these characters, with what their variants and kerning need."""
    options = Options(hinting=False, layout_features=features, notdef_outline=True,
                      name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
    subsetter = Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)


def lower_primes(font: TTFont) -> None:
    """Make primes fit superscripts, where MathML always puts them; this font has no `ssty`."""
    glyphs = font.getGlyphSet()
    for name in (font.getBestCmap()[ord(prime)] for prime in "′″‴"):
        pen = TTGlyphPen(None)
        drawing = DecomposingRecordingPen(glyphs)
        glyphs[name].draw(drawing)
        drawing.replay(TransformPen(pen, (1.3, 0, 0, 1.3, 0, -1.3 * 340)))
        font["glyf"][name] = pen.glyph()
        width, left = font["hmtx"][name]
        font["hmtx"][name] = (round(1.3 * width), round(1.3 * left))


def save(font: TTFont, family: str) -> None:
    """Give the font its own name and write it as woff2."""
    for record in font["name"].names:
        if record.nameID in (1, 4):
            record.string = family
        elif record.nameID in (3, 6):
            record.string = family.replace(" ", "")
    font.flavor = "woff2"
    path = FOLDER / f"{family.lower().replace(' ', '-')}.woff2"
    font.save(path)
    print(path.name, path.stat().st_size)


def main(math: str, upright: str, italic: str) -> None:
    font = TTFont(math)
    lower_primes(font)
    cut(font, MATH, [])
    save(font, "Measured Math")
    font = instantiateVariableFont(TTFont(upright), {"wght": (400, 700)})
    cut(font, TEXT, ["kern", "liga", "ccmp", "mark"])
    save(font, "Measured Serif")
    font = instantiateVariableFont(TTFont(italic), {"wght": 400})
    cut(font, TEXT, ["kern", "liga", "ccmp", "mark"])
    save(font, "Measured Serif Italic")


if __name__ == "__main__":
    main(*sys.argv[1:])
