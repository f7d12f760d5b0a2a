"""What makes many builds in one process cheap; a command builds once and ends, and needs none.

Sphinx compiles the same templates for each build, MyST reads each front matter and each option of a
cell with a slow reader of YAML, and an extension looks through all objects of the process for one
of its own, as the collector of garbage does from time to time.
"""
import functools
import gc

import yaml
from jinja2 import Environment

read_yaml = yaml.safe_load

compile_template = Environment.compile
compiled: dict[tuple, object] = {}


def compile_once(self: Environment, source: str, *options: object, **more: object) -> object:
    """Compile a template as an environment of this kind compiled it before."""
    key = type(self), tuple(self.extensions), source, options, tuple(more.items())
    if key not in compiled:
        compiled[key] = compile_template(self, source, *options, **more)
    return compiled[key]


def read_yaml_quickly(text: object) -> object:
    """Read YAML with the fast reader; if that fails, the slow one gives a better message."""
    text = text.read() if hasattr(text, "read") else text
    try:
        return yaml.load(text, yaml.CSafeLoader)
    except yaml.YAMLError:
        return read_yaml(text)


@functools.cache
def settle() -> None:
    """Put what there is now, modules above all, where nothing looks through it again."""
    Environment.compile = compile_once
    yaml.safe_load = read_yaml_quickly
    gc.collect()
    gc.freeze()
