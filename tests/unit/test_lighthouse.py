"""The audit that `make lighthouse` records shows the worst page, and nothing about speed."""
from tools.lighthouse import write_record

ROWS = [["a", 100, 100, 100, 100, "1.20", "0.000", 99],
        ["b", 96, 98, 100, 100, "1.41", "0.020", 140],
        ["c", 99, 100, 100, 92, "1.20", "0.000", 120]]


def test_record_shows_the_median_page_and_the_worst_one_without_speed():
    said, table = write_record(ROWS, "2026-11-27", "abc1234").split("\n\n")
    assert "the 3 pages of this site on 2026-11-27, at the commit abc1234," in said
    rows = [[cell.strip() for cell in line.strip("|").split("|")]
            for line in table.strip().split("\n")[2:]]
    assert rows == [
        ["Accessibility", "100", "98"], ["Best practices", "100", "100"],
        ["Search engines", "100", "92"], ["Layout shift", "0", "0.02"],
        ["Weight in KiB", "120", "140"]]
