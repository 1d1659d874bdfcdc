"""`python -m counter` is `talonas-counter`."""

import sys

from counter.cli import main

if __name__ == "__main__":
    sys.exit(main())
