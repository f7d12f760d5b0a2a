"""A proof that passed is not made again; one that fails or is interrupted leaves nothing."""
import pytest

from proofs import prove


def count(calls: list[int]):
    return lambda: calls.append(1)


def test_proof_is_made_again_only_if_a_source_has_changed(tmp_path):
    calls: list[int] = []
    assert prove("a", ["text"], count(calls), tmp_path)
    assert not prove("a", ["text"], count(calls), tmp_path)
    assert prove("b", ["text"], count(calls), tmp_path)
    assert prove("a", ["other text"], count(calls), tmp_path)
    assert len(calls) == 3
    assert len(list(tmp_path.iterdir())) == 2  # the newest of each


def test_all_are_made_again_on_request(tmp_path, monkeypatch):
    calls: list[int] = []
    prove("a", ["text"], count(calls), tmp_path)
    monkeypatch.setenv("JAXBOOK_PROOFS", "again")
    assert prove("a", ["text"], count(calls), tmp_path)
    assert len(calls) == 2


@pytest.mark.parametrize("error", [AssertionError, KeyboardInterrupt])
@pytest.mark.parametrize("passed_before", [False, True])
def test_proof_that_fails_is_not_kept(tmp_path, monkeypatch, error, passed_before):
    if passed_before:
        prove("a", ["text"], lambda: None, tmp_path)
        monkeypatch.setenv("JAXBOOK_PROOFS", "again")

    def fail() -> None:
        raise error

    with pytest.raises(error):
        prove("a", ["text"], fail, tmp_path)
    assert list(tmp_path.iterdir()) == []
