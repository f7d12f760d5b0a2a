"""The types of what is kept of an executed page, and the reading of what cells print.

A run that was written in another format, or that is damaged, is no run: see `Run.from_json`.
"""
import ast
import re
from dataclasses import dataclass, field
from typing import Literal

from nbformat import NotebookNode
from pydantic import TypeAdapter, ValidationError

from jaxbook.machine import Machine, Versions

FORMAT = 3  # of a stored run; raise it when a field changes, and every page is executed again
COLOUR = re.compile(r"\x1b\[[\d;]*m")
CHECK_LINE = re.compile(r"^(PASS|DIFFERS HERE|NOT CHECKED HERE) \| (.*)$", re.MULTILINE)
# The name of the claim of a page with which the statement of its check begins.
CLAIM = re.compile(r"(?:(?:PASS|DIFFERS HERE|NOT CHECKED HERE) \| )?(?P<device>GPU: )?"
                   r"(?P<claim>[a-z0-9][a-z0-9-]*): ")
CHECK_FORM = {
    "PASS": "PASS | statement | value | relation reference | tolerance | source",
    "DIFFERS HERE": "DIFFERS HERE | statement | value | relation reference | tolerance | source",
    "NOT CHECKED HERE": "NOT CHECKED HERE | statement | reason",
}


class OtherFormatError(ValueError):
    """A run that another version of the tool wrote."""

    def __init__(self, number: int):
        super().__init__(f"its format is {number}, and this version reads {FORMAT}")


@dataclass(frozen=True)
class Check:
    """One line that a check printed.

    It passed, or what this machine measured differs (a `value`, but not `passed`), or this machine
    could not make it (`reason`).
    """

    statement: str
    passed: bool
    value: str = ""
    relation: str = ""
    reference: str = ""
    tolerance: str = ""
    source: str = ""
    reason: str = ""

    @property
    def differs(self) -> bool:
        """Whether this machine measured it, and it does not hold here."""
        return not self.passed and not self.reason


@dataclass(frozen=True)
class Output:
    """One output of a cell, as Jupyter describes it.

    `kind` is nbformat's output type. A stream has a `name` (stdout, stderr) and a `text`, an error
    a `name`, a message `text` and a `traceback`; others have `data` by MIME type and `metadata`.
    """

    kind: Literal["stream", "error", "display_data", "execute_result"]
    name: str = ""
    text: str = ""
    traceback: tuple[str, ...] = ()
    data: dict[str, object] = field(default_factory=dict)
    metadata: dict[str, object] = field(default_factory=dict)

    @classmethod
    def from_notebook(cls, output: NotebookNode) -> "Output":
        kind = output["output_type"]
        if kind == "stream":
            return cls(kind, output["name"], output["text"])
        if kind == "error":
            return cls(kind, output["ename"], output["evalue"], tuple(output["traceback"]))
        return cls(kind, data=dict(output["data"]), metadata=dict(output["metadata"]))

    def to_notebook(self) -> NotebookNode:
        # Not nbformat's new_output, which validates each output and takes a second per book.
        output: dict[str, object] = {"output_type": self.kind}
        if self.kind == "stream":
            output |= {"name": self.name, "text": self.text}
        elif self.kind == "error":
            output |= {"ename": self.name, "evalue": self.text, "traceback": list(self.traceback)}
        else:
            output |= {"data": self.data, "metadata": self.metadata}
        if self.kind == "execute_result":
            output["execution_count"] = None
        return NotebookNode(output)


@dataclass(frozen=True)
class Run:
    """One execution of a page: its outputs, its checks, and where and when it happened.

    `backend` is what JAX used in the kernel, '' for a page that does not import JAX. `settings` are
    the variables that change how fast programs run, if they were set. `outputs` holds the outputs
    of each code cell, in order. `fault` says which cell failed; only a draft shows such a run.
    """

    format: int
    page: str
    backend: str
    machine: Machine
    versions: Versions
    settings: dict[str, str]
    seconds: float
    peak_gib: float
    date: str  # UTC, as 2026-01-31 12:00
    commit: str
    asserts: int
    checks: tuple[Check, ...]
    outputs: tuple[tuple[Output, ...], ...]
    fault: str = ""

    def to_json(self) -> str:
        return RUN.dump_json(self).decode()

    @classmethod
    def from_json(cls, text: str | bytes) -> "Run":
        """Return the run; raise ValueError with a reason for one that this version cannot read.

        For one that another version of the tool wrote, this is an OtherFormatError.
        """
        try:
            run = RUN.validate_json(text)
        except ValidationError as error:
            found = re.match(rb'\s*{\s*"format":\s*(\d+)', text.encode() if isinstance(text, str)
                             else text)
            if found and int(found[1]) != FORMAT:
                raise OtherFormatError(int(found[1])) from error
            first = error.errors()[0]
            place = "/".join(map(str, first["loc"]))
            raise ValueError(f"{place}: {first['msg']}" if place else first["msg"]) from error
        if run.format != FORMAT:
            raise OtherFormatError(run.format)
        return run

    @property
    def device_name(self) -> str:
        """The device on which the page computed: as JAX names it or, for a CPU, its model."""
        return self.machine.cpu if self.backend in ("", "cpu") else self.machine.device

    @property
    def passed(self) -> int:
        """The number of checks that passed."""
        return sum(check.passed for check in self.checks)

    @property
    def missed(self) -> int:
        """The number of checks that this machine could not make."""
        return len(self.checks) - self.passed - len(self.differing)

    @property
    def differing(self) -> list[Check]:
        """The checks of measurements that do not hold on this machine."""
        return [check for check in self.checks if check.differs]


RUN = TypeAdapter(Run)


def strip_colours(text: str) -> str:
    """Return a text that was written for a terminal without its colours."""
    return COLOUR.sub("", text)


def read_checks(text: str) -> list[Check]:
    """Return the checks that a text reports; raise ValueError for a line of another form.

    Only a statement may contain ` | `, so the fields are counted from the end of the line.
    """
    checks = []
    for state, rest in CHECK_LINE.findall(text):
        made = state != "NOT CHECKED HERE"
        fields = rest.rsplit(" | ", 4 if made else 1)
        if len(fields) != (5 if made else 2):
            raise ValueError(f"the line `{state} | {rest}` does not have the form "
                             f"`{CHECK_FORM[state]}`")
        if made:
            statement, value, compared, tolerance, source = fields
            if value.startswith("± ") or compared.startswith("± "):  # so begins a tolerance
                raise ValueError(f"the line `{state} | {rest}` has ` | ` behind its statement, "
                                 "where it divides fields; write another character")
            relation, _, reference = compared.partition(" ")
            checks.append(Check(statement, state == "PASS", value, relation, reference, tolerance,
                                source))
        else:
            checks.append(Check(fields[0], False, reason=fields[1]))
    return checks


def list_claims(code: str) -> list[str]:
    """Return the names of the claims that a cell of checks asserts, in their order.

    A name stands literally at the beginning of a statement, so nothing need run to find it.
    """
    try:
        tree = ast.parse(code)
    except SyntaxError:  # a magic command
        return []
    later = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
             for part in node.values[1:]}
    texts = [(node.lineno, node.col_offset, node.value) for node in ast.walk(tree)
             if isinstance(node, ast.Constant) and isinstance(node.value, str)
             and id(node) not in later]
    names = [found["claim"] for *_, text in sorted(texts) if (found := CLAIM.match(text))]
    return list(dict.fromkeys(names))


def split_claim(statement: str) -> tuple[str, str]:
    """Return the name of the claim in a statement, '' if it has none, and the rest of it."""
    found = CLAIM.match(statement)
    return (found["claim"], (found["device"] or "") + statement[found.end():]) if found else (
        "", statement)


def count_asserts(code: str) -> int:
    """Return how many `assert` statements certainly ran if the cell ran to its end.

    Those inside functions, loops and branches may not have run, so they do not count.
    """
    try:
        body = ast.parse(code).body
    except SyntaxError:  # a magic command
        return 0
    return sum(isinstance(statement, ast.Assert) for statement in body)
