"""Write all notebooks of the built site as one zip file that works where it is unpacked.

It has the files that the notebooks read, the images to which they lead where the address of the
site is not known, the licence of the book, and a README that says how to run them.
"""
import re
import shutil
import zipfile
from pathlib import Path
from urllib.parse import unquote

from jaxbook.project import Project, RequestError
from jaxbook.publish import list_installed
from jaxbook.words import RUN_NOTEBOOKS

NAME = "notebooks.zip"  # in the site
FIRST_DATE = (1980, 1, 1, 0, 0, 0)  # of a zip file: the same site gives the same bytes
IMAGE = re.compile(r"\.\./(_images/[^\s\"'<>?#)\\]+)")
LICENCES = ("LICENSE", "LICENSE.md", "LICENSE.txt")


def list_files(site: Path, root: Path) -> dict[str, Path]:
    """Return by its name in the archive each file that goes into it."""
    folder = site / "notebooks"
    files = {path.relative_to(site).as_posix(): path for path in folder.rglob("*")
             if path.is_file()}
    for path in folder.rglob("*.ipynb"):
        for name in map(unquote, IMAGE.findall(path.read_text(encoding="utf-8"))):
            if (site / name).is_file():
                files[name] = site / name
    return files | {name: root / name for name in LICENCES if (root / name).is_file()}


def bundle_notebooks(site: Path, root: Path, title: str, words: dict[str, str]) -> None:
    """Write the archive into the site, folders as there; remove it if there are no notebooks."""
    archive = site / NAME
    installed = list_installed(site / "notebooks")
    asked = " ".join(f'"{one}"' if re.search(r"[<>!*]", one) else one for one in
                     ("jupyterlab", *sorted(installed.values())))
    readme = f"# {title}\n\n{words[RUN_NOTEBOOKS]}\n\n    pip install {asked}\n    jupyter lab\n"
    contents = {name: path.read_bytes() for name, path in list_files(site, root).items()}
    if not any(name.endswith(".ipynb") for name in contents):
        archive.unlink(missing_ok=True)
        return
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in sorted({**contents, "README.md": readme.encode()}.items()):
            entry = zipfile.ZipInfo(name, FIRST_DATE)
            entry.external_attr = 0o644 << 16
            bundle.writestr(entry, content, zipfile.ZIP_DEFLATED)


def copy_bundle(project: Project) -> Path:
    """Put a copy of the archive beside the site of the edition; return it."""
    built, archive = project.find_site() / NAME, project.output / NAME
    if not built.exists():
        raise RequestError(f"there are no notebooks in {project.site}")
    half = archive.with_suffix(".half")
    shutil.copyfile(built, half)
    half.replace(archive)
    return archive
