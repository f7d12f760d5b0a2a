"""Run the command line: `python -m jaxbook`."""
import sys

from jaxbook.cli import main

sys.exit(main())
