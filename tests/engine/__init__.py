"""Tests of the engine through its door."""
