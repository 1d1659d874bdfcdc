"""`talonas demo`: a whole office on one machine, its real programs with a simulated public and staff.

The programs are started as processes and spoken to as visitors and staff would; nothing reaches into them.
"""
