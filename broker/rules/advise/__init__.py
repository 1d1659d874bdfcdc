"""What the head could change, tried on the office's own recent days. Pure; builds on `broker.rules.play`.

    advice = advise(History(...))

The days come from the log's rows (`history.py`, `presence.py`, `rests.py`, `visitors.py`, `recent.py`), what
is tried from `tries.py` and `plans.py`; `ways.py` plays the days in another way, `effect.py` says what that
changes, `words.py` says it in a sentence, `advice.py` ranks and `told.py` prints. It suggests; people decide.
How fast a single counter works is never looked at: no advice may rest on a person's pace.

Whoever only reads the log needs no more than `history.py`, which compiles nothing.
"""
