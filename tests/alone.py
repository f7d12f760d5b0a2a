"""Run cells in an IPython that has nothing but what a reader installs; stop at the first error.

Standard input is JSON: a list of code. The environment of this process is what is proved, so
nothing of this repository is imported here.
"""
import json
import sys

from IPython.core.interactiveshell import InteractiveShell

if __name__ == "__main__":
    shell = InteractiveShell.instance()
    for code in json.load(sys.stdin):
        result = shell.run_cell(code)
        if not result.success:
            sys.exit(f"{code}\n{result.error_before_exec or result.error_in_exec!r}")
