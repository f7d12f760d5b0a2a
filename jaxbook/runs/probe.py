"""Describe the machine and the versions. This text runs in kernels and in programs that measure.

It imports nothing but the standard library, since a kernel may belong to another environment. JAX
is asked only if it is imported already.
"""
import os
import platform
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGES = ("jax", "jaxlib", "numpy", "numba")
# Variables that change how fast programs run: threads, how they wait, pages of memory, flags.
SETTINGS = ("OMP_WAIT_POLICY", "OMP_NUM_THREADS", "KMP_BLOCKTIME", "NUMBA_NUM_THREADS",
            "NUMBA_THREADING_LAYER", "GLIBC_TUNABLES", "NUMPY_MADVISE_HUGEPAGE", "XLA_FLAGS",
            "XLA_PYTHON_CLIENT_PREALLOCATE", "XLA_PYTHON_CLIENT_MEM_FRACTION")


def read_processor() -> str:
    """Return the model of the CPU; with its family and model if the name has no number."""
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor() or platform.machine() or "unknown processor"
    found = dict(re.findall(r"^(model name|cpu family|model)\s*: (.*)$", text, re.MULTILINE))
    name = found.get("model name", "") or platform.machine() or "unknown processor"
    if re.search(r"\d", name) or "cpu family" not in found:
        return name
    return f"{name} (family {found['cpu family']}, model {found.get('model', '?')})"


def count_cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def read_memory_gib() -> float:
    return round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30, 1)


def ask_nvidia() -> dict[str, Any]:
    """Return the memory and the driver of the first NVIDIA GPU, as `nvidia-smi` tells them."""
    ask = ["nvidia-smi", "--query-gpu=memory.total,driver_version", "--format=csv,noheader,nounits"]
    try:
        said = subprocess.run(ask, capture_output=True, text=True, check=True, timeout=60).stdout
        memory_mib, driver = said.split("\n")[0].split(", ")
        return {"device_memory_gib": round(float(memory_mib) / 1024, 1), "driver": driver}
    except (OSError, ValueError, subprocess.SubprocessError):
        return {}


def describe_machine() -> dict[str, Any]:
    """Return the fields of `jaxbook.machine.Machine`."""
    jax = sys.modules.get("jax")
    backend = jax.default_backend() if jax else "cpu"
    return {
        "backend": backend,
        "device": jax.devices()[0].device_kind if jax else "cpu",
        "processor": read_processor(),
        "cores": count_cores(),
        "memory_gib": read_memory_gib(),
        **(ask_nvidia() if backend == "gpu" else {}),
    }


def read_version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def describe_versions() -> dict[str, str]:
    """Return the fields of `jaxbook.machine.Versions`."""
    return {name: read_version(name) for name in PACKAGES} | {"python": platform.python_version()}


def describe_settings() -> dict[str, str]:
    """Return the variables of SETTINGS that are set."""
    return {name: os.environ[name] for name in SETTINGS if name in os.environ}
