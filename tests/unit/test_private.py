"""What we use of packages without their promise is still there, in the form that we rely on.

Each line names the package and the version that was read. If one fails after an update, the module
in the last column must be adapted.
"""
import inspect
import json
from importlib.resources import files

import furo
import jupyter_book.config
import myst_nb.core.config
import myst_nb.core.read
import myst_parser.parsers.mdit
import pytest
import sphinx.domains.index
import sphinx.environment
import sphinx.ext.intersphinx
import sphinx.util
import sphinx.util.index_entries
import sphinx.util.matching
import sphinx_exercise.nodes
import sphinx_external_toc.parsing
from nbclient import NotebookClient

PARAMETERS = [
    # myst-nb 1.4: jaxbook/merge.py
    (myst_nb.core.read.create_nb_reader, ["path", "md_config", "nb_config", "content"]),
    # myst-parser 3.0: jaxbook/merge.py
    (myst_parser.parsers.mdit.create_md_parser, ["config", "renderer"]),
    # jupyter-book 1.0: jaxbook/merge.py, jaxbook/render.py
    (jupyter_book.config.get_final_config, ["user_yaml", "cli_config", "sourcedir", "validate",
                                            "raise_on_invalid", "use_external_toc"]),
    # sphinx 7.4: jaxbook/project.py
    (sphinx.util.matching.get_matching_files, ["dirname", "include_patterns", "exclude_patterns"]),
    # sphinx 7.4: jaxbook/site/staleness.py
    (sphinx.util.FilenameUniqDict.add_file, ["self", "docname", "newfile"]),
    (sphinx.util.index_entries.split_index_msg, ["entry_type", "value"]),
    # nbclient 0.11: jaxbook/runs/execute.py
    (NotebookClient.async_execute_cell, ["self", "cell", "cell_index", "execution_count",
                                         "store_history"]),
]


@pytest.mark.parametrize(("function", "names"), PARAMETERS,
                         ids=[function.__qualname__ for function, _ in PARAMETERS])
def test_function_takes_what_we_pass(function, names):
    assert list(inspect.signature(function).parameters) == names


@pytest.mark.parametrize(("place", "name"), [
    (furo, "THEME_PATH"),  # furo 2025.12.19: jaxbook/site/head.py
    (sphinx_exercise.nodes, "is_exercise_node"),  # sphinx-exercise 1.2: jaxbook/site/solutions.py
    (sphinx_exercise.nodes, "solution_node"),
    # sphinx 7.4: jaxbook/site/code_links.py, jaxbook/site/names.py
    (sphinx.ext.intersphinx.InventoryAdapter, "main_inventory"),
    (sphinx.domains.index.IndexDomain, "entries"),
    (sphinx_external_toc.parsing, "MalformedError"),  # 1.1: jaxbook/project.py
    (sphinx_external_toc.parsing, "parse_toc_yaml"),
    (NotebookClient, "async_start_new_kernel"),  # nbclient 0.11: jaxbook/runs/execute.py
    (NotebookClient, "async_start_new_kernel_client"),
    (NotebookClient, "create_kernel_manager"),
])
def test_name_is_there(place, name):
    assert hasattr(place, name)


def test_jupyter_book_has_a_schema_of_its_configuration():
    """jupyter-book 1.0: jaxbook/config.py."""
    schema = json.loads(files("jupyter_book").joinpath("config_schema.json").read_text("utf-8"))
    assert {"execute", "html", "parse", "sphinx"} <= schema["properties"].keys()


def test_an_option_of_myst_nb_takes_readers_by_the_end_of_a_path():
    """It is documented; that the longest end wins is not (myst-nb 1.4: site/sources.py)."""
    config = myst_nb.core.config.NbParserConfig(
        custom_formats={".md": ["json.loads", {}, False], "/a.md": ["ast.parse", {}, False]})
    reader = myst_nb.core.read.create_nb_reader("/book/a.md", None, config, "x = 1")
    assert reader is not None and type(reader.read("x = 1")).__name__ == "Module"
