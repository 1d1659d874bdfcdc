"""The rules: what may happen to a ticket, who is called next, and what follows from what happened.

Pure: state, command and time come in as arguments; nothing here reads a clock, a file or a network.
"""
