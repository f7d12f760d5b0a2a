"""Records are checked when they are written and read; tables and drawings say what they hold."""
import copy
import importlib.util
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from jaxbook.project import BookError
from jaxbook.records import measures, model, tables
from jaxbook.records.rows import Row
from records import GPU, make_record, put_record, time_row
from sources import ROOT

FILE = "benchmarks/records/acme-one-2-cores/record.json"


def load_writer():
    path = ROOT / "benchmarks" / "record.py"
    spec = importlib.util.spec_from_file_location("record", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def set_value(record: dict, field: str, value: object) -> dict:
    """Return a copy with one field set, or removed if the value is None."""
    record = copy.deepcopy(record)
    *parents, last = field.split("/")
    place = record
    for name in parents:
        place = place[int(name) if isinstance(place, list) else name]
    key = int(last) if isinstance(place, list) else last
    if value is None:
        del place[key]
    else:
        place[key] = value
    return record


def parse(**options: object) -> model.Record:
    return model.parse_record(json.dumps(make_record(**options)), "record")


def show(view: str, *records: model.Record) -> str:
    return "\n".join(tables.VIEWS[view](list(records)))


def test_records_of_this_book_are_good_and_as_written_and_name_nobody():
    texts = [path.read_text() for path in (ROOT / model.FOLDER).glob("*/record.json")]
    assert len(model.load_records(ROOT)) == len(texts)
    for text in texts:
        assert load_writer().format_record(json.loads(text)) == text
        assert not re.search(r"hostname|/home|/root|/tmp|C:\\", text)


FAULTS = [
    ("results/3/times_s", None, "results/3/times_s: is missing"),
    ("results/3/times_s", "fast", "results/3/times_s: must be a valid array, found 'fast'"),
    ("results/3/times_s/1", 0, "results/3/times_s/1: must be greater than 0, found 0"),
    ("results/3/times_s/0", float("nan"), "results/3/times_s/0: must be a finite number"),
    ("results/3/times_s", [1.0] * 19, "results/3/times_s: "),
    ("results/3/times_s", [1.0] * 20, "results: row 3 has 20 rounds, and row 0 has 21"),
    ("results/2/bytes", None, "results/2/bytes: is missing"),
    ("results/3/bytes", 5, "results/3/bytes: is not a field of a record; remove it"),
    ("results/3/route", "jit", "results/3/bytes: is missing"),
    ("results/3/route", "fast",
     "results/3/route: must be one of 'numpy', 'eager', 'jit', found 'fast'"),
    ("results/3/route", None, "results/3/route: is missing"),
    ("results/3/n", 7, "results/3/n: must be 1000, 10000, "),
    ("results/3", None, "results: there is no row for cosine, numpy, float64, default, 1000"),
    ("results", [],
     "results: there is no row for cosine, numpy, float32, default, 1000 (and 71 more)"),
    ("results/3/dtype", "float32", "results: there is more than one row for "
     "cosine, numpy, float32, default, 1000 (rows 0 and 3)"),
    ("results/0/calls", True, "results/0/calls: must be a valid integer, found True"),
    ("results/3/pages", "small", "results/3/pages: must be 'default' or 'huge', found 'small'"),
    ("results/48", None, "results: there is no row for "),
    ("ceilings/6", None, "ceilings: there is no row for copy, float32, huge"),
    ("ceilings/0/flops", -1, "ceilings/0/flops: must be at least 0, found -1"),
    ("options/2/evidence", None, "options/2/evidence: is missing"),
    ("options/2/evidence", "", "options/2/evidence: must have at least 1 character"),
    ("options/2/relative_sd", None, "options/2/relative_sd: is missing"),
    ("options/6/paths", 10,
     "options: there is more than one row for conditional, float64, 10 (rows 5 and 6)"),
    ("machine/device", "", "machine/device: must have at least 1 character, found ''"),
    ("machine/backend", "npu", "machine/backend: must be 'cpu', 'gpu' or 'tpu', found 'npu'"),
    ("machine/cores", 3, "machine: a record of Acme One, 3 cores must be in the folder "
     "acme-one-3-cores"),
    ("machine", GPU, "machine: a record of Fake G1 must be in the folder fake-g1"),
    ("hostname", "mine", "hostname: is not a field of a record; remove it"),
    ("libraries", None, "libraries: is missing"),
    ("libraries", 5, "libraries: must be a valid array, found 5"),
    ("libraries/3/dtype", "float32", "libraries/3/dtype: must be 'float64', found 'float32'"),
    ("libraries/3/n", 100, "libraries/3/n: must be 31 or 3001, found 100"),
    ("libraries/10/library", "numba threads",
     "libraries/10/library: must be 'numpy', 'numba' or 'jax', found 'numba threads'"),
    ("libraries/3/library", "numpy",
     "libraries: there is more than one row for grid, numpy, 31 (rows 0 and 3)"),
    ("schema", 2, "schema: must be 3, found 2"),
    ("date", "yesterday", "date: must be a date such as 2026-01-31, found 'yesterday'"),
    ("date", "2026-1-31", "date: must be a date such as 2026-01-31, found '2026-1-31'"),
]


@pytest.mark.parametrize(("field", "value", "message"), FAULTS, ids=lambda value: str(value)[:20])
def test_bad_record_is_refused_with_file_and_field(tmp_path, field, value, message):
    put_record(tmp_path, set_value(make_record(), field, value), "acme-one-2-cores")
    with pytest.raises(BookError) as refusal:
        model.load_records(tmp_path)
    assert str(refusal.value).startswith(f"{FILE}: {message}")


def test_each_fault_has_a_line_of_its_own(tmp_path):
    record = set_value(make_record(), "results/3/times_s", None)
    put_record(tmp_path, set_value(record, "date", None))
    with pytest.raises(BookError) as refusal:
        model.load_records(tmp_path)
    assert str(refusal.value).split("\n") == [
        f"{FILE}: date: is missing", f"{FILE}: results/3/times_s: is missing"]


def test_no_row_of_a_record_can_be_left_out():
    record = make_record()
    for part in ("ceilings", "results", "options", "libraries"):
        for number, row in enumerate(record[part]):
            name = row.get("program") or row.get("ceiling") or row.get("task") or row["experiment"]
            with pytest.raises(BookError, match=rf"^record: {part}: .*\b{name}\b"):
                model.parse_record(json.dumps(set_value(record, f"{part}/{number}", None)),
                                   "record")


def test_records_are_read_with_cpus_first(tmp_path):
    assert model.load_records(tmp_path) == []
    put_record(tmp_path, make_record(GPU | {"device": "A1"}))
    put_record(tmp_path, make_record())
    records = model.load_records(tmp_path)
    assert [record.machine.name for record in records] == ["Acme One, 2 cores", "A1"]
    assert [record.file for record in records] == ["acme-one-2-cores/record.json",
                                                   "a1/record.json"]


def test_text_that_is_not_json_is_refused(tmp_path):
    path = put_record(tmp_path, make_record())
    path.write_text(path.read_text()[:-9])
    with pytest.raises(BookError, match=rf"^{FILE}: not JSON: EOF"):
        model.load_records(tmp_path)


def test_writer_replaces_a_record_only_with_a_complete_and_good_one(tmp_path, monkeypatch):
    writer = load_writer()
    path = writer.write_record(make_record(), tmp_path)
    good = path.read_text()
    assert path == tmp_path / FILE
    assert json.loads(good) == make_record()
    assert max(map(len, good.split("\n"))) < 700  # one row per line
    with pytest.raises(BookError, match=r"^the new record: results/3/times_s: is missing$"):
        writer.write_record(set_value(make_record(), "results/3/times_s", None), tmp_path)

    def stop(draft: Path, target: Path):
        assert draft.exists()  # or this test would prove nothing
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        writer.write_record(make_record(ratio=3.0), tmp_path)
    assert path.read_text() == good
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_writer_joins_only_parts_that_were_measured_alike():
    header = {"commit": "abc", "versions": {"jax": "1.0"}, "date": "2026-01-31"}
    texts = {part: json.dumps(header | {part: [part]}) for part in ("ceilings", "results")}
    later = header | {"options": ["options"], "date": "2026-02-01"}
    assert load_writer().join_parts(texts | {"options": json.dumps(later)}) == later | {
        "ceilings": ["ceilings"], "results": ["results"]}
    texts["results"] = texts["results"].replace('"1.0"', '"2.0"')
    with pytest.raises(BookError, match=r"^the parts do not agree about versions: results has"):
        load_writer().join_parts(texts)


def test_ratio_share_and_cost_are_what_they_say():
    record = parse(ratio=0.5, share=0.7)
    cases = measures.compare_with_numpy(record)
    assert len(cases) == 48
    assert {(case.ratio, case.too_close) for case in cases} == {(0.5, False)}
    for close in (0.96, 1.04):
        assert {case.too_close for case in measures.compare_with_numpy(parse(ratio=close))} == {
            True}
    assert measures.find_share(record, "cosine", "float32") == pytest.approx(0.7)
    # 20 / 1 % is 2,000, so 4 million paths of a millisecond each
    assert measures.find_cost(record, "blocks", 0.01) == pytest.approx((4e6, 4e3))
    # a hundredth of a path would be enough, and a small call of ten paths is the least
    assert measures.find_cost(record, "conditional", 0.01) == pytest.approx((1, 0.01))


@pytest.mark.parametrize(("medians", "fastest"), [
    ((4.0, 2.0, 1.0), [1.0]),
    ((4.0, 1.0, 1.06), [1.0]),
    ((4.0, 1.04, 1.0), [1.0, 1.04]),
    ((1.08, 1.04, 1.0), [1.0, 1.04]),  # the last is close to the second alone
])
def test_the_fastest_is_named_with_those_that_are_too_close(medians, fastest):
    rows = [Row.model_validate_json(json.dumps(time_row(seconds))) for seconds in medians]
    assert [row.median_s for row in measures.find_fastest(rows)] == fastest


def test_huge_pages_have_a_table_where_they_were_measured():
    table = show("pages", parse(ratio=2.4), parse(machine=GPU))
    rows = [line for line in table.split("\n") if line.startswith("| Acme One, 2 cores")]
    assert len(rows) == 16
    assert sum("| huge " in row for row in rows) == 8
    assert all(re.search(r"JAX, eager ≈ JAX, jit +\|$", row) for row in rows)
    assert "Fake G1" not in table
    assert show("pages", parse(machine=GPU)) == "No machine on record was measured with huge pages."


def test_passive_threads_are_shown_and_never_named_the_fastest():
    record = make_record(ratio=4.0)
    for row in record["libraries"]:
        if row["library"] == "numba threads, passive":
            row["times_s"] = [1e-9] * 21
    table = show("libraries", model.parse_record(json.dumps(record), "record"))
    assert len(re.findall(r"\| +Numba, `prange` \| +0.001 \|\n", table)) == 4


@pytest.mark.parametrize(("seconds", "text"), [
    (8.07e-7, "0.807"), (1.34666e-5, "13.5"), (9.999e-5, "100"), (0.150926, "151,000"),
    (1.5, "1,500,000"),
])
def test_microseconds_have_three_digits(seconds, text):
    assert tables.format_microseconds(seconds) == text


@pytest.mark.parametrize(("seconds", "text"), [
    (0.00123, "1.2 ms"), (1.5, "1,500 ms"), (59, "59 s"), (4e3, "67 min"), (1e6, "12 days"),
    (2e12, "63,000 years"),
])
def test_durations_have_two_digits(seconds, text):
    assert tables.format_duration(seconds) == text


def test_losses_are_listed_with_those_that_are_too_close():
    assert show("losses", parse(ratio=2.0)) == (
        "On Acme One, 2 cores, JAX is never slower than NumPy.")
    assert show("losses", parse(ratio=0.5)).count("  0.50 |") == 48
    assert show("losses", parse(ratio=0.96)).count("≈ 0.96 |") == 48


@pytest.mark.parametrize(("share", "verdict"), [
    (0.7, "Fake G1 **misses** the target: 70% for cosine and 70% for f."),
    (0.85, "Fake G1 reaches the target: 85% for cosine and 85% for f."),
])
def test_each_gpu_is_judged_by_the_target(share, verdict):
    gpu = parse(machine=GPU, share=share)
    assert show("target", parse(), gpu) == verdict
    assert "No GPU has been measured yet" in show("target", parse())


@pytest.mark.parametrize("view", ["ratios", "rooflines"])
def test_drawings_stand_inside_a_page_together_and_say_what_they_show(view):
    alts = {
        "ratios": r"logarithmic axes, NAME\. .*cosine, jit, float32: 0\.5 at n = 1,000, 0\.5 at "
                  r"n = 50,000,000",
        "rooflines": r"NAME: copy in place 1e-06 GB/s; copy to new memory 5e-07 GB/s;.* "
                     r"cosine float64 1e-07 billion operations per second at 0\.125 "
                     r"operations per byte",
    }
    ids: set[str] = set()
    for drawing in tables.VIEWS[view]([parse(ratio=0.5, share=0.8),
                                       parse(machine=GPU, ratio=0.5, share=0.8)]):
        svg = drawing.draw()
        root = ET.fromstring(svg)
        name = drawing.caption.split(":")[0]
        assert re.search(alts[view].replace("NAME", name), root.get("aria-label"))
        assert root.get("role") == "img"
        assert root.get("width") is None  # the page decides
        assert "currentColor" in svg
        assert "#010203" not in svg  # stood for the colour of the page
        here = {element.get("id") for element in root.iter()} - {None}
        assert here
        assert not here & ids  # no id is that of an earlier drawing
        ids |= here
        used = re.findall(r'(?:url\(|href=")#([^)"]+)', svg)
        assert used
        assert set(used) <= here
        assert drawing.draw() == svg  # or each build would change the page
    assert len(ids) > 2
