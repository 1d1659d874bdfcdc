"""A recorded log played through routing and estimates: what would have been. Reads logs, changes none."""
