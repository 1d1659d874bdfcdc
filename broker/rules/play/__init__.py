"""The lobby played forward, for estimates, forecasts, advice and replays.

Never imported by the broker's own process.
"""
