"""The only room that imports SpiffWorkflow: parse, run, keep the state."""
