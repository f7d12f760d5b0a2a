#!/usr/bin/env bash
# Execute the pages and the benchmarks on this machine: bash gpu-kit/run.sh OUT
#   SHARD=1/2   every second page, no benchmarks      ONLY=pages|bench   one of the two halves
#   PYTHON=...  the Python 3.12 that has JAX          LIMIT_S=420        seconds for each half
# A part that shares OUT with an earlier one goes on where that one ended. Nothing is installed
# into the machine's Python, and no network is used.
set -eu
[ $# -eq 1 ] || { echo "usage: bash gpu-kit/run.sh OUT" >&2; exit 2; }
kit=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 12))' || {
  echo "error: $python is not Python 3.12, for which the kit has wheels; set PYTHON" >&2; exit 2; }
for package in numba statsmodels; do
  "$python" -c "import $package" 2>/dev/null ||
    echo "note: $python has no $package, which the kit does not carry; pages that need it will fail"
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-compile \
  --no-cache-dir --target "$work/site" "$kit"/wheels/*.whl
cp -R "$kit/book" "$work/book"
export PYTHONPATH="$work/book:$work/site" HOME="$work" PYTHONUNBUFFERED=1
# No process may take all the memory: pages run side by side, and one asks JAX about the machine.
export XLA_PYTHON_CLIENT_PREALLOCATE=false
"$python" "$kit/run.py" "$work/book" "$out"
