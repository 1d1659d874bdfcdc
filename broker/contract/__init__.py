"""What may be said between the four programs: words, messages, topics and how they look on the wire.

Standard library only and no input or output: importing this drags in nothing heavy, on any machine.
"""
