"""Write all notebooks of the built site, with the files that they read, as one zip file."""
import zipfile
from pathlib import Path

from jaxbook.project import Project, RequestError

FIRST_DATE = (1980, 1, 1, 0, 0, 0)  # of a zip file: the same site gives the same bytes


def bundle_notebooks(project: Project) -> Path:
    """Write `notebooks.zip` of the edition, folders as in the site; return it."""
    folder, archive = project.site / "notebooks", project.output / "notebooks.zip"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if not files:
        raise RequestError(f"there are no notebooks in {folder}; run make book first")
    half = archive.with_suffix(".half")
    with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as bundle:
        for path in files:
            name = Path("notebooks", path.relative_to(folder)).as_posix()
            entry = zipfile.ZipInfo(name, FIRST_DATE)
            entry.external_attr = 0o644 << 16
            bundle.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    half.replace(archive)
    return archive
