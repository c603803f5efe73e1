"""Rehearsals (试运行): a draft run in a sandbox with simulated authorities and a clock that jumps."""
