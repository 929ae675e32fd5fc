"""Which ticket does a letter belong to, and may its sender write on it?"""
