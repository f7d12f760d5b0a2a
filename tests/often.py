"""What makes many builds in one process cheap; a command builds once and ends, and needs none.

Sphinx compiles the same templates for each build, MyST reads each front matter and each option of a
cell with a slow reader of YAML, and an extension looks through all objects of the process for one
of its own, as the collector of garbage does from time to time.
"""
import functools
import gc

import yaml
from jinja2 import Environment

compile_template = Environment.compile
compiled: dict[tuple, object] = {}


def compile_once(self: Environment, source: str, *options: object, **more: object) -> object:
    """Compile a template as an environment of this kind compiled it before."""
    key = type(self), tuple(self.extensions), source, options, tuple(more.items())
    if key not in compiled:
        compiled[key] = compile_template(self, source, *options, **more)
    return compiled[key]


@functools.cache
def settle() -> None:
    """Put what there is now, modules above all, where nothing looks through it again."""
    Environment.compile = compile_once
    yaml.SafeLoader = yaml.CSafeLoader
    gc.collect()
    gc.freeze()
