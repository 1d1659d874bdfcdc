"""How long a visitor who comes now would wait.

Until the forward simulation is built: the wait of the topic's last called leg, always marked *roughly*.
"""

from datetime import datetime

from broker.contract.boards import Estimate
from broker.rules.state import State


def estimate(state: State, topic_id: str, _: datetime) -> Estimate | None:
    """Seconds, or None while nobody of the topic was called today."""
    waits = state.last_waits.get(topic_id)
    if not waits:
        return None
    waited_s = round(waits[0][1], 1)
    return Estimate(low_s=waited_s, high_s=waited_s, roughly=True)
