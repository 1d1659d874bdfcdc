"""`python -m display` is the command `talonas-display`."""

import sys

from display.cli import main

sys.exit(main())
