"""Calls to other authorities, one file each: prepare, call, record."""
