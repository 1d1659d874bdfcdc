"""Keeps the queue, remembers everything and owns the words that all four programs speak."""
