def test_a_small_book_builds(built):
    assert "good page" in built.read("lectures/a")
