"""Answers to exercises, wrong, right and mutated, and the proof of what the checks say to them."""
import ast
import os
import runpy
import tempfile
from dataclasses import dataclass
from pathlib import Path

from jaxbook.form.page import Page
from jaxbook.grading.ask import Bounds
from jaxbook.grading.ask import ask as ask_judge
from jaxbook.grading.parts import DEFINITIONS, list_parts, list_unwritten
from jaxbook.merge import find_solutions
from jaxbook.notebooks.convert import list_functions
from mutants import list_mutants

# JAX keeps all that it compiles for one page, because each answer makes its check compile again.
SETTINGS = {"MPLBACKEND": "agg", "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
            "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1"}


def read_answers(file: Path) -> dict[str, dict]:
    """Return what a file of answers holds, by the names that `test_wrong_answers` explains."""
    found = runpy.run_path(str(file))
    return {name: found.get(name, {})
            for name in ("WRONG_ANSWERS", "RIGHT_ANSWERS", "EQUIVALENT")}


@dataclass(frozen=True)
class Official:
    """An official answer: its code, the functions of the exercise, what it needs from before."""

    before: str
    code: str
    names: list[str]

    @property
    def whole(self) -> str:
        return f"{self.before}\n{self.code}"

    def list_mutants(self) -> list[tuple[str, str]]:
        """Return what was changed, and the code, of each mutant of the answer."""
        return [(said, f"{self.before}\n{code}")
                for said, code in list_mutants(self.code, self.names)]


def find_official(page: Page, solutions: Page) -> dict[str, Official]:
    """Return for each exercise the official answer.

    It is what stands in the solution up to the cell with the last of its functions; it may use what
    cells of earlier solutions define.
    """
    places = {label: (start, end) for label, start, end in
              find_solutions(solutions.text, solutions.file, solutions.enabled)}
    found: dict[str, Official] = {}
    defined: list[str] = []
    for _, label, cells in page.exercises:
        stubs = [name for cell in cells for name in list_unwritten(cell.code)]
        start, end = places.get(label, (0, 0))
        inside = [cell.code for cell in solutions.cells if start < cell.line <= end
                  and "check" not in cell.tags]
        last = max((index for index, code in enumerate(inside)
                    if set(stubs) & set(list_functions(code))), default=-1)
        found[label] = Official("\n".join(defined), "\n".join(inside[:last + 1]), stubs)
        defined += [code for code in inside if all(isinstance(node, DEFINITIONS)
                                                   for node in ast.parse(code).body)]
    return found


def ask(page: Page, answers: dict[str, list[str]], limit_s: float = 30) -> dict[str, list[str]]:
    """Return what the checks of a page say to answers, "accepted" if one passes."""
    with tempfile.TemporaryDirectory() as programs:
        bounds = Bounds(limit_s, environment=os.environ | SETTINGS | {
            "JAX_COMPILATION_CACHE_DIR": programs})
        said = ask_judge(list_parts(page), {label: [[code] for code in codes]
                                            for label, codes in answers.items()}, bounds)
    return {label: ["accepted" if verdict.passed else verdict.said or verdict.result
                    for verdict in verdicts] for label, verdicts in said.items()}


def reject(page: Page, wrong: dict[str, list[tuple[str, str]]]) -> None:
    """Assert that the checks of a page reject its wrong answers with their hints."""
    said = ask(page, {label: [code for code, _ in pairs] for label, pairs in wrong.items()})
    assert not (faults := list_unhinted(wrong, said)), "\n".join(faults)


def list_unhinted(wrong: dict[str, list[tuple[str, str]]], said: dict[str, list[str]]) -> list[str]:
    """Return the wrong answers that a check accepts, or rejects with another hint."""
    return [f"{label}:\n{code}\nexpected: {hint}\nsaid: {message}" for label, pairs in wrong.items()
            for (code, hint), message in zip(pairs, said[label], strict=True)
            if hint not in message]


def tell_apart(page: Page, wrong: dict[str, list[tuple[str, str]]], right: dict[str, list[str]],
               official: dict[str, Official], times: int = 1) -> None:
    """Assert that the checks of a page reject wrong answers and accept right ones.

    Right are the official answers, too; each is tried as many times in one process.
    """
    tried = {label: [code for code, _ in wrong.get(label, ())]
             + [code for code in (answer.whole, *right.get(label, ())) for _ in range(times)]
             for label, answer in official.items()}
    said = ask(page, tried)
    faults = list_unhinted(wrong, {label: said[label][:len(pairs)]
                                   for label, pairs in wrong.items()})
    for label, codes in tried.items():
        first = len(wrong.get(label, ()))
        faults += [f"{label}: a right answer is rejected:\n{code}\nsaid: {message}"
                   for code, message in zip(codes[first:], said[label][first:], strict=True)
                   if message != "accepted"]
    assert not faults, "\n".join(faults)


def notice_changes(page: Page, given: dict[str, dict], official: dict[str, Official]) -> None:
    """Assert that the checks reject each mutant of an official answer that is not listed.

    EQUIVALENT lists, with a reason, those that change no result.
    """
    mutants = {label: answer.list_mutants() for label, answer in official.items()}
    said = ask(page, {label: [code for _, code in found] for label, found in mutants.items()})
    faults = []
    for label, found in mutants.items():
        survived = [name for (name, _), message in zip(found, said[label], strict=True)
                    if message == "accepted"]
        equivalent = given["EQUIVALENT"].get(label, {})
        faults += [f"{label}: the check accepts a change of the official answer: {name}"
                   for name in survived if name not in equivalent]
        faults += [f"{label}: EQUIVALENT lists a change that the check rejects, or that is none: "
                   f"{name}" for name in equivalent if name not in survived]
    assert not faults, "\n".join(faults)
