"""`make growth` builds its books and fills a row of its table."""
import pytest

from tools.growth import COLUMNS, measure


@pytest.mark.long
def test_each_command_works_on_a_small_book(tmp_path):
    pages, *seconds = measure(tmp_path, 2)
    assert pages == 2
    assert len(seconds) == len(COLUMNS[1:])
    assert min(seconds) > 0
