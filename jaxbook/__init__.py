"""The tool that executes a book of notebooks and makes pages, notebooks and a PDF of the runs.

`python -m jaxbook --help` lists the commands; docs/architecture.md says which module does what.
"""
