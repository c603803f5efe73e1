"""What a diagram must fulfil to run exactly as drawn, one file a kind of rule."""
