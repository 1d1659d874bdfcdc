"""How long it will take: said, corrected and simulated.

`told.py` is what visitors are told, `correction.py` how the estimator learns from errors, `outlook.py` and
`snapshot.py` what passes between the broker and its forecaster, `forward.py` the simulation. Only the last
needs NumPy, and the broker's own process never imports it.
"""
