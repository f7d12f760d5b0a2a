"""LaTeX formulas: their macros, their layout, and their MathML."""
