"""`python -m broker` is `talonas`."""

import sys

from broker.cli import main

if __name__ == "__main__":
    sys.exit(main())
