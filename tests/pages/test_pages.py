"""The pages of this book have its form; `tests/unit/test_form.py` tests the rules themselves."""
from functools import cache

import pytest

from jaxbook.form import Fault, find_faults
from jaxbook.pages import Pages
from jaxbook.project import Project
from sources import ROOT

PAGES = Project(ROOT).pages


@cache
def list_faults() -> list[Fault]:
    return find_faults(Pages(Project(ROOT)))


@pytest.mark.parametrize("page", PAGES)
def test_page_has_the_form_of_the_book(page):
    assert [str(fault) for fault in list_faults() if fault.page == page] == []


def test_nothing_else_is_at_fault():
    assert [str(fault) for fault in list_faults() if fault.page not in PAGES] == []
