"""Run the command line: `python -m jaxbook`."""
import gc
import sys

from jaxbook.cli import main

# A build makes millions of objects and hardly any garbage with cycles. The default, a search after
# each 2,000 new objects, takes an eighth of its time; without it a build needs 4 MB more per page.
gc.set_threshold(10_000_000)
status = main()
gc.freeze()  # or Python would search all of them once more before it ends, which takes two seconds
sys.exit(status)
