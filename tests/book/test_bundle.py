"""`zip` writes all notebooks of an edition with their data, the same bytes for the same site."""
import zipfile

from conftest import Book


def test_zip_holds_the_notebooks_and_what_they_read(book: Book):
    book.write_notebook("lectures/a.md", "print(open('data/a b.csv').read())")
    book.write_notebook("lectures/part/b.md", "1")
    (book.folder / "lectures/data").mkdir()
    (book.folder / "lectures/data/a b.csv").write_text("x,y\n")
    book.list_pages(chapters=[{"file": "lectures/a"}, {"file": "lectures/part/b"}])
    before = book.run("zip")
    assert before.returncode == 2
    assert "run make book first" in before.stderr
    assert book.build().returncode == 0
    archive = book.folder / "_build/full/notebooks.zip"
    contents = []
    for _ in range(2):
        run = book.run("zip")
        assert run.stdout == f"{archive}\n", run.stderr
        contents.append(archive.read_bytes())
        archive.unlink()
        for path in (book.folder / "_build/full/html/notebooks").rglob("*"):
            path.touch()
    assert contents[0] == contents[1]
    archive.write_bytes(contents[0])
    site = book.folder / "_build/full/html"
    with zipfile.ZipFile(archive) as bundle:
        assert bundle.namelist() == [f"notebooks/lectures/{name}" for name in
                                     ("a.ipynb", "data/a b.csv", "part/b.ipynb")]
        for name in bundle.namelist():
            assert bundle.read(name) == (site / name).read_bytes()


def test_zip_of_the_student_edition_has_no_solution(book: Book):
    book.write_notebook("lectures/a.md", "1")
    path = book.folder / "lectures/a.md"
    path.write_text(path.read_text() + "\n```{exercise}\n:label: ex-a\n\nDo it.\n```\n\n"
                    "::::{note}\n```{solution} ex-a\n:label: sol-a\n\nA zebra.\n```\n::::\n")
    for edition, has in (("full", True), ("student", False)):
        assert book.run("book", EDITION=edition).returncode == 0
        assert book.run("zip", EDITION=edition).returncode == 0
        with zipfile.ZipFile(book.folder / f"_build/{edition}/notebooks.zip") as bundle:
            text = "".join(bundle.read(name).decode() for name in bundle.namelist())
        assert ("zebra" in text, "sol-a" in text) == (has, False)
        assert "Do it." in text
