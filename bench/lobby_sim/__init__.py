"""The lobby at a moment of a simulated day, and how good an estimate made there turns out to be.

Days are made up here, and what an office would know of them is kept apart from what is true. The estimate
itself is always the product's own `broker.rules.estimate`; no part of it may be written down here.
"""
