"""One file for each way in which a letter can sound wrong."""
