"""Assemble the house and run it: settings, transaction, worker, embedded servers, commands."""
