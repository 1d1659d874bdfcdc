"""What the simulator is held against: formulas, and two programs of others. See `bench.verification`."""
