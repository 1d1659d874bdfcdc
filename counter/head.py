"""The head's pages."""

from pathlib import Path

from starlette.routing import BaseRoute

from counter.live import LiveOffice
from counter.pages import Pages


class HeadPages:
    """Today and any earlier day."""

    def __init__(self, log_path: Path, live: LiveOffice, pages: Pages) -> None:
        self._log_path, self._live, self._pages = log_path, live, pages

    def routes(self) -> list[BaseRoute]:
        """Everything under /head."""
        return []
