"""What is wrong in `_config.yml` and `_toc.yml`: a sentence for each fault, with its line."""
import json
import re
from collections.abc import Iterable
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path

import yaml

from jaxbook.project import BookError, read_text

TEXT = {"type": "string"}
LIST = {"type": "array"}
TEXTS = LIST | {"items": TEXT}
OPTIONS = {"type": "object"}
ADDRESS = {"type": "string", "pattern": "^(https?://.*)?$",
           "description": "an address such as https://example.org/book/"}
# What the schema of Jupyter Book 1.0 leaves open, and Jupyter Book or this tool reads before Sphinx
# checks it.
OURS = {"type": "object", "properties": {
    "project": TEXT,
    "html": {"properties": {"baseurl": ADDRESS}},
    "execute": {"properties": {"timeout": {"type": "integer"}}},
    "parse": {"properties": {"myst_substitutions": OPTIONS}},
    "sphinx": {"properties": {
        "local_extensions": {"additionalProperties": TEXT},
        "config": {"properties": {
            "extensions": TEXTS,
            "intersphinx_mapping": OPTIONS | {"additionalProperties": {
                "type": "array", "minItems": 2, "maxItems": 2,
                "description": "an address and a file such as [https://docs.jax.dev, jax.txt]"}},
            "jaxbook_form": TEXT, "jaxbook_changes": TEXT, "jaxbook_moved": OPTIONS,
            "jaxbook_output_mib": {"type": "number", "exclusiveMinimum": 0},
            "language": TEXT, "html_baseurl": ADDRESS,
            "mathjax3_config": OPTIONS | {"properties": {"tex": OPTIONS | {
                "properties": {"macros": OPTIONS}}}},
        } | dict.fromkeys(("html_extra_path", "html_static_path", "suppress_warnings",
                           "templates_path"), TEXTS)
          | dict.fromkeys(("html_css_files", "html_js_files"), LIST)
          | dict.fromkeys(("html_context", "html_sidebars", "html_theme_options",
                           "numfig_format"), OPTIONS)},
    }},
}}
KINDS = {
    "array": "a list such as [first, second]", "boolean": "true or false",
    "integer": "a whole number", "number": "a number", "object": "options below it, one per line",
    "string": "a text, in quotation marks if it is a number",
}
WORDS = {"enum": "one of", "minimum": "at least", "exclusiveMinimum": "a number above"}


def check_config(config: object, root: Path) -> dict:
    """Return what `_config.yml` holds, without options and sections that have no value.

    Raises BookError if something is of another kind than expected.
    """
    from jsonschema import Draft7Validator

    if not isinstance(config, dict):
        raise BookError("_config.yml: expected options, one per line, such as `title: My book`")
    config = {name: {key: option for key, option in value.items() if option is not None}
              if isinstance(value, dict) else value
              for name, value in config.items() if value is not None}
    theirs = json.loads(files("jupyter_book").joinpath("config_schema.json").read_text("utf-8"))
    faults: dict[tuple, tuple[int, str]] = {}
    for error in [fault for schema in (theirs, OURS)
                  for fault in Draft7Validator(schema).iter_errors(config)]:
        keys = tuple(error.absolute_path)
        names = ": ".join(key for key in keys if isinstance(key, str))
        wanted = describe(error.schema, str(error.validator))
        faults.setdefault(keys, (find_node(root, "_config.yml", keys)[1],
                                 f"{names}: expected {wanted}, found {error.instance!r}"))
    if faults:
        raise BookError(*(f"_config.yml:{line}: {text}" for line, text in sorted(faults.values())))
    return config


def describe(schema: dict, rule: str) -> str:
    """Return in words what a schema expects by a rule that was broken."""
    if "description" in schema:
        return schema["description"]
    wanted = schema[rule]
    if rule == "type":
        kinds = [wanted] if isinstance(wanted, str) else wanted
        return " or ".join(KINDS[kind] for kind in kinds if kind != "null")
    values = ", ".join(map(str, wanted)) if isinstance(wanted, list) else wanted
    return f"{WORDS.get(rule, rule)} {values}"


def find_node(root: Path, name: str, keys: Iterable[str | int]) -> tuple[yaml.Node | None, int]:
    """Return the deepest node of a YAML file that the keys lead to, and its line."""
    node, line = yaml.compose(read_text(root / name, root)), 1
    for key in keys:
        if isinstance(node, yaml.SequenceNode) and str(key).isdigit() and (
                int(key) < len(node.value)):
            node = node.value[int(key)]
            line = node.start_mark.line + 1
        elif isinstance(node, yaml.MappingNode):
            found = next((pair for pair in node.value if pair[0].value == key), None)
            if found:
                line, node = found[0].start_mark.line + 1, found[1]
    return node, line


ADVICE = {  # for what sphinx-external-toc 1.1 says of `_toc.yml`
    "toc is not a mapping": "expected the lines `format: jb-book`, `root: …` (the first page) and "
                            "`chapters:`",
    "'root' key not found": "there is no first page; write `root: …`",
    "'format' key value": "there is no such format; write `format: jb-book`",
    "not a mapping": "expected a list of entries, one per line, such as `- file: …`",
}


def check_toc(root: Path) -> None:
    """Raise BookError for entries of `_toc.yml` that name a page by something else than its path.

    Sphinx-external-toc 1.1 stops at some of them without a sentence.
    """
    faults, nodes, seen = [], [yaml.compose(read_text(root / "_toc.yml", root))], set()
    for node in nodes:  # it grows, but not without end where an alias names what it stands in
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            nodes += node.value
        for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
            nodes.append(value)
            if key.value in ("file", "root") and (
                    value.tag != "tag:yaml.org,2002:str" or re.match(r"/|\s*$", value.value)):
                faults.append(f"_toc.yml:{key.start_mark.line + 1}: {key.value}: expected the path "
                              "of a page in the folder of the book, such as lectures/jit")
    if faults:
        raise BookError(*faults)


def explain_toc(root: Path, problem: str) -> str:
    """Return the sentence for a fault in `_toc.yml`: its line, and what to write.

    `problem` is what sphinx-external-toc 1.1 says, such as "Unknown keys found: {'fil'}, allowed:
    {'file', 'url'} @ '/chapters/0'" or "entry validation @ '/chapters/0': 'title' must be …".
    """
    said, _, place = problem.partition(" @ '")
    path, _, why = place.partition("'")
    node, line = find_node(root, "_toc.yml", path.split("/"))
    if wrong := re.match(r": '(\w+)' must (be <class '(\w+)'>)?", why):
        line = find_node(root, "_toc.yml", [*path.split("/"), wrong[1]])[1]
        if wrong[1] == "url":
            return f"_toc.yml:{line}: url: expected an address such as https://example.org"
        expected = {"str": KINDS["string"], "int": KINDS["integer"], "bool": KINDS["boolean"]}
        wanted = expected.get(wrong[3], wrong[3]) if wrong[3] else why.removeprefix(": ")
        return f"_toc.yml:{line}: {wrong[1]}: expected {wanted}"
    keys = re.findall(r"'([^']*)'", said.partition("allowed:")[0])
    allowed = sorted(re.findall(r"'([^']*)'", said.partition("allowed:")[2]))
    if "Unknown keys" in said and keys:
        key = min(keys)
        for name, _ in node.value if isinstance(node, yaml.MappingNode) else ():
            line = name.start_mark.line + 1 if name.value == key else line
        close = get_close_matches(key, allowed, n=1) or [", ".join(allowed)]
        return f"_toc.yml:{line}: there is no key {key} here; write {close[0]}"
    if "does not contain one of" in said:
        return (f"_toc.yml:{line}: this entry names no page; write `- file: …` (or `- glob: …`, "
                "`- url: …`)")
    for words, advice in ADVICE.items():
        if words in said:
            return f"_toc.yml:{line}: {advice}"
    return f"_toc.yml:{line}: {re.sub(r'[{}]', '', said)}"
