"""The site has all notebooks of its edition as one zip, which works where it is unpacked."""
import io
import json
import zipfile

from conftest import Book
from runs import fill_store

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'


def open_bundle(book: Book, edition: str = "full") -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(book.read_site(edition)["notebooks.zip"]))


def test_zip_holds_the_notebooks_and_what_they_need(book: Book):
    book.write_notebook("lectures/a.md", '%pip install --quiet "jax>=0.9" quantecon',
                        "print(open('data/a b.csv').read())")
    book.write_notebook("lectures/part/b.md", "1")
    with (book.folder / "lectures/a.md").open("a") as page:
        page.write("\n![A drawing](drawn.svg)\n")
    (book.folder / "lectures/drawn.svg").write_text(SVG)
    (book.folder / "lectures/data").mkdir()
    (book.folder / "lectures/data/a b.csv").write_text("x,y\n")
    (book.folder / "LICENSE").write_text("Take it.\n")
    book.list_pages(chapters=[{"file": "lectures/a"}, {"file": "lectures/part/b"}])
    before = book.run("zip")
    assert before.returncode == 2
    assert "run make book" in before.stderr
    fill_store(book.folder)
    run = book.run("render")
    assert run.returncode == 0, run.stderr
    archive = book.folder / "_build/full/notebooks.zip"
    run = book.run("zip")
    assert run.stdout == f"{archive}\n", run.stderr
    site = book.read_site()
    assert archive.read_bytes() == site["notebooks.zip"]
    with open_bundle(book) as bundle:
        assert bundle.namelist() == [
            "LICENSE", "README.md", "_images/drawn.svg",
            *(f"notebooks/lectures/{name}" for name in ("a.ipynb", "data/a b.csv", "part/b.ipynb"))]
        for name in bundle.namelist()[2:]:
            assert bundle.read(name) == site[name]
        assert bundle.read("LICENSE") == b"Take it.\n"
        assert "](../../_images/drawn.svg)" in "".join(
            json.loads(bundle.read("notebooks/lectures/a.ipynb"))["cells"][-1]["source"])
        assert b'pip install jupyterlab "jax>=0.9" quantecon\n' in bundle.read("README.md")
        assert {entry.date_time[0] for entry in bundle.infolist()} == {1980}
    assert '<a href="../notebooks.zip">' in book.read("lectures/intro")
    assert "notebooks.zip" not in book.read("lectures/a")


def test_book_without_notebooks_has_no_zip_and_no_link_to_one(book: Book):
    book.write_notebook("lectures/a.md", "1")
    fill_store(book.folder)
    assert book.run("render").returncode == 0
    assert "notebooks.zip" in book.read_site()
    book.write("lectures/a.md", "# Words\n\nAlone.\n")
    assert book.run("render").returncode == 0
    assert "notebooks.zip" not in book.read_site()
    assert "notebooks.zip" not in book.read("lectures/intro")
    assert '<a href="../llms.txt">' in book.read("lectures/intro")


def test_zip_of_the_student_edition_has_no_solution(book: Book):
    book.write_notebook("lectures/a.md", "1")
    path = book.folder / "lectures/a.md"
    path.write_text(path.read_text() + "\n```{exercise}\n:label: ex-a\n\nDo it.\n```\n\n"
                    "::::{note}\n```{solution} ex-a\n:label: sol-a\n\nA zebra.\n```\n::::\n")
    fill_store(book.folder)
    for edition, has in (("full", True), ("student", False)):
        assert book.run("render", EDITION=edition).returncode == 0
        with open_bundle(book, edition) as bundle:
            text = "".join(bundle.read(name).decode() for name in bundle.namelist())
        assert ("zebra" in text, "sol-a" in text) == (has, False)
        assert "Do it." in text
