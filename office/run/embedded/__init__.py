"""Servers that stand in for real ones on a single machine: PostgreSQL and Valkey from their wheels."""
