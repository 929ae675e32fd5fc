"""One rule, one file; each gives a verdict only when it is sure."""
