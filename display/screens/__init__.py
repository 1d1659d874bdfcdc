"""The parts of the lobby's picture; each turns facts into items of a scene."""
