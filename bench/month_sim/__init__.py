"""A month of an office that begins with no history: its days, its log's rows, and what it makes of them.

Days are made up here. What the office learns, foresees and advises is always the product's own.
"""
