"""The office's web server: a page for every counter and the head's pages.

It keeps no truth: what it shows comes from the broker's boards and the log, and what it is asked goes to the
broker.
"""
