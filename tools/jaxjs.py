"""Make the library of live figures (`lectures/live`) from a published one; no build calls this.

`python tools/jaxjs.py` needs node 20 or newer and npm. It installs two pinned packages in a folder
that it removes, joins what `newton.js` uses of jax-js into one file with esbuild, and leaves out
the backends for WebGPU and WebGL. The result is the same on every machine; SHA256 says which it is.
"""
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "lectures" / "live"
VERSION, ESBUILD = "0.1.25", "0.28.2"
INTEGRITY = {  # of the packages, as the registry of npm publishes it
    "@jax-js/jax": "sha512-g6PxWa6ZLjeQdDAM0ImBSqpdYnC6InCUTCCbMLxh"
        "MHMsMNu+JbHRjIQZ/anjBcP69of6hiqfGmTl+3gBn1qu/A==",
    "esbuild": "sha512-HKVLS8dvII+xoKW9kmqxbRKrnWEXfJJr/FZhhJmi"
        "qIB0e053QNYFqOBouTMO/k5sID4MvCiUCvv8b9M4h32wIA==",
}
SHA256 = "80bc10fa458ac5f2286068b611219dc5851f0f375bf0e764d9535751a8273b0c"
LIBRARY, LICENSE = f"jax-js-{VERSION}.js", "jax-js-LICENSE.txt"
ENTRY = 'export { defaultDevice, init, jit, numpy, valueAndGrad, vmap } from "@jax-js/jax";\n'
BANNER = f"/*! jax-js {VERSION}, https://github.com/ekzhang/jax-js, MIT licence: see {LICENSE} */"
STUB = 'throw new Error("this file has no backend for GPUs");\n'


def install(folder: Path) -> Path:
    """Install the packages there, compare them with INTEGRITY, and return the folder of jax-js."""
    packages = [f"@jax-js/jax@{VERSION}", f"esbuild@{ESBUILD}"]
    (folder / "package.json").write_text("{}")
    subprocess.run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent",
                    *packages], cwd=folder, check=True)
    lock = json.loads((folder / "package-lock.json").read_text())["packages"]
    for name, wanted in INTEGRITY.items():
        if (found := lock[f"node_modules/{name}"]["integrity"]) != wanted:
            sys.exit(f"{name}: expected the package {wanted}, found {found}")
    return folder / "node_modules" / "@jax-js" / "jax"


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        package = install(folder)
        for part in package.glob("dist/web*.js"):
            part.write_text(STUB)
        (folder / "entry.js").write_text(ENTRY)
        subprocess.run(["node_modules/.bin/esbuild", "entry.js", "--bundle", "--minify",
                        "--format=iife", "--global-name=jaxjs", "--target=es2022",
                        "--legal-comments=none", f"--banner:js={BANNER}", "--log-level=warning",
                        f"--outfile={FOLDER / LIBRARY}"], cwd=folder, check=True)
        shutil.copy(package / "LICENSE", FOLDER / LICENSE)
    found = hashlib.sha256((FOLDER / LIBRARY).read_bytes()).hexdigest()
    print(LIBRARY, (FOLDER / LIBRARY).stat().st_size, found)
    if found != SHA256:
        sys.exit(f"expected {SHA256}; if the change is meant, write the new one here")


if __name__ == "__main__":
    main()
