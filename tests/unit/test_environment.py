"""What is wrong with a machine is said in one sentence when the environment cannot be made."""
import ast
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sources import ROOT
from tools import environment

SCRIPT = ROOT / "tools" / "environment.py"
UV = Path(sys.executable).with_name("uv")
NOWHERE = "http://127.0.0.1:9/simple"  # nothing listens there


def test_old_python_is_named():
    with pytest.raises(environment.InstallError) as error:
        environment.check_python((3, 11, 7, "final", 0), "/usr/bin/python3")
    assert "Python 3.12 or newer is needed, and /usr/bin/python3 is 3.11.7" in str(error.value)
    environment.check_python((3, 12, 0, "final", 0), "/usr/bin/python3")


def test_old_python_can_read_the_script():
    ast.parse(SCRIPT.read_text(), feature_version=(3, 6))
    with pytest.raises(SyntaxError):
        ast.parse("if (x := 1): pass", feature_version=(3, 6))


def test_python_without_venv_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(environment, "call", lambda *command: "venv" not in command)
    with pytest.raises(environment.InstallError, match="install its venv package"):
        environment.make_environment(Path(".venv"), Path("requirements.txt"))


def test_no_network_is_named(tmp_path):
    """The whole way, with a real environment; nothing else is installed in it."""
    shutil.copy(ROOT / "requirements.txt", tmp_path)
    run = subprocess.run(
        [sys.executable, SCRIPT, ".venv", "requirements.txt"], cwd=tmp_path, text=True,
        capture_output=True, check=False, timeout=120, env=os.environ | {
            "PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": NOWHERE, "PIP_FIND_LINKS": "",
            "PIP_RETRIES": "1", "PIP_NO_CACHE_DIR": "1",
        },
    )
    assert run.returncode == 2
    assert run.stderr == ("error: no package registry was reached; check the network and the proxy "
                          "settings (details: _build/install.log)\n")
    assert "Connection refused" in (tmp_path / "_build/install.log").read_text()


def write_wheel(folder: Path, tag: str) -> str:
    """Write a wheel of the package `a` for some platform; return the line of a lock file."""
    path = folder / f"a-1-{tag}.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("a-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: a\nVersion: 1\n")
        wheel.writestr("a-1.dist-info/WHEEL", f"Wheel-Version: 1.0\nTag: {tag}\n")
        wheel.writestr("a-1.dist-info/RECORD", "")
    return f"a==1 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def ask_uv(folder: Path, lock: str, *options: str) -> tuple[int, str]:
    """Let the real uv try to install a lock file; return its status and what it printed."""
    (folder / "lock.txt").write_text(lock)
    run = subprocess.run(
        [UV, "pip", "install", "--no-cache", "--require-hashes", "--only-binary",
         ":all:", "--requirement", folder / "lock.txt", "--target", folder / "target", *options],
        text=True, capture_output=True, check=False, timeout=60,
        env=os.environ | {"UV_HTTP_RETRIES": "0"},
    )
    return run.returncode, run.stderr


def test_package_without_a_ready_build_is_named(tmp_path):
    lock = write_wheel(tmp_path, "cp313-cp313-win32")
    status, log = ask_uv(tmp_path, lock, "--no-index", "--find-links", str(tmp_path))
    assert status != 0
    assert "has no ready build" in environment.explain(log)


def test_package_that_differs_from_the_lock_is_named(tmp_path):
    write_wheel(tmp_path, "py3-none-any")
    lock = f"a==1 --hash=sha256:{'0' * 64}\n"
    status, log = ask_uv(tmp_path, lock, "--no-index", "--find-links", str(tmp_path))
    assert status != 0
    assert "cannot be installed: " in environment.explain(log)
    assert "no ready build" not in environment.explain(log)


def test_package_with_a_ready_build_is_no_fault(tmp_path):
    lock = write_wheel(tmp_path, "py3-none-any")
    status, log = ask_uv(tmp_path, lock, "--no-index", "--find-links", str(tmp_path))
    assert status == 0, log


def test_no_network_for_uv_is_named(tmp_path):
    lock = f"a==1 --hash=sha256:{'0' * 64}\n"
    status, log = ask_uv(tmp_path, lock, "--default-index", NOWHERE)
    assert status != 0
    assert "no package registry was reached" in environment.explain(log)


def test_pin_of_uv_is_found_with_its_hashes():
    text = environment.find_pin((ROOT / "requirements.txt").read_text(), "uv")
    assert text.startswith("uv==")
    assert text.count("--hash=sha256:") > 1
    assert "\n\n" not in text
    assert "via" not in text


def test_every_installation_demands_hashes(tmp_path, monkeypatch):
    calls: list[tuple] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(environment, "call", lambda *command: calls.append(command) or True)
    for name in ("requirements.txt", "requirements-lab.txt"):
        shutil.copy(ROOT / name, tmp_path)
        environment.make_environment(Path(".venv"), Path(name))
    installs = [command for command in calls if "install" in command]
    assert len(installs) == 4
    assert all("--require-hashes" in command for command in installs)
