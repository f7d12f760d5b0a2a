"""Print what a run on a CPU never shows, as Markdown; on a CPU, say of each that it is no GPU's.

Times in milliseconds, memory in GiB, and bandwidth in GB/s.
"""
import os
import subprocess
import time

import jax
import jax.numpy as jnp
import numpy as np

MIB = 2**20


def ask_nvidia() -> str:
    """Return what `nvidia-smi` prints, or why it does not."""
    try:
        run = subprocess.run(["nvidia-smi"], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"nvidia-smi did not run: {error}"
    return f"````text\n{(run.stdout + run.stderr).strip()}\n````"


def describe_memory() -> str:
    """Return how much memory JAX may take, and how much it holds."""
    stats = jax.devices()[0].memory_stats() or {}
    setting = os.environ.get("XLA_PYTHON_CLIENT_PREALLOCATE", "not set")
    numbers = ", ".join(f"{name} {stats[name] / 2**30:.2f} GiB" for name in (
        "bytes_limit", "pool_bytes", "bytes_in_use", "peak_bytes_in_use") if name in stats)
    return f"XLA_PYTHON_CLIENT_PREALLOCATE is {setting}; {numbers or 'the device counts nothing'}"


def compare_precision() -> str:
    """Return the errors of a float32 product of 1024x1024 matrices, by `precision`."""
    a, b = np.random.default_rng(0).standard_normal((2, 1024, 1024))
    exact = a.astype("f4").astype("f8") @ b.astype("f4").astype("f8")
    errors = []
    for precision in ("default", "high", "highest"):
        product = jnp.matmul(jnp.asarray(a, "f4"), jnp.asarray(b, "f4"), precision=precision)
        error = np.abs(np.asarray(product, "f8") - exact).max() / np.abs(exact).max()
        errors.append(f"{precision} {error:.1e}")
    return "greatest error of a float32 product over its greatest element: " + ", ".join(errors)


def raise_late() -> str:
    """Return where an error of a callback in a compiled program was raised."""
    def fail(x):
        raise ValueError("late")

    shape = jax.ShapeDtypeStruct((), jnp.float32)
    start = time.perf_counter()
    try:
        result = jax.jit(lambda x: jax.pure_callback(fail, shape, x))(jnp.float32(1))
        where = "where the result was waited for"
        result.block_until_ready()
    except Exception as error:
        called = "result" in locals()
        return (f"an error in a callback was raised {where if called else 'by the call itself'}, "
                f"as {type(error).__name__}, after {(time.perf_counter() - start) * 1e3:.0f} ms")
    return "an error in a callback was never raised"


def measure_dispatch() -> str:
    """Return the time until a call returns, and until its result is there."""
    x = jnp.ones((4096, 4096))
    multiply = jax.jit(lambda x: x @ x)
    multiply(x).block_until_ready()
    start = time.perf_counter()
    result = multiply(x)
    returned = time.perf_counter()
    result.block_until_ready()
    return (f"a product of 4096x4096 matrices returned after {(returned - start) * 1e3:.2f} ms "
            f"and was there after {(time.perf_counter() - start) * 1e3:.2f} ms")


def measure_copies() -> str:
    """Return the bandwidth of copies from the device to the host, the median of five."""
    rates = []
    for mib in (1, 16, 256):
        times = []
        for number in range(5):
            x = jnp.full(mib * MIB // 4, number, "f4").block_until_ready()  # NumPy keeps a copy
            start = time.perf_counter()
            np.array(x)
            times.append(time.perf_counter() - start)
        rates.append(f"{mib} MiB at {mib * MIB / sorted(times)[2] / 1e9:.1f} GB/s")
    return "device to host: " + ", ".join(rates)


if __name__ == "__main__":
    no_gpu = "" if jax.default_backend() == "gpu" else " (not a GPU)"
    print(f"JAX {jax.__version__} sees {jax.devices()}{no_gpu}\n\n{ask_nvidia()}\n")
    for describe in (describe_memory, compare_precision, raise_late, measure_dispatch,
                     measure_copies):
        try:
            print(f"- {describe()}{no_gpu}", flush=True)
        except Exception as error:
            print(f"- {describe.__name__} failed: {error!r}", flush=True)
