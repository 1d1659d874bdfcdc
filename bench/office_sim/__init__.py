"""The office simulator: known offices, seeded days, and days played over all processors.

Only people and offices are made up here. Who is called next is always the product's own
`broker.rules.routing`, played by `broker.rules.play`; no rule may be written down here a second time.
"""
