"""The lobby screen: shows and chimes what the broker says, and holds no truth of its own."""
