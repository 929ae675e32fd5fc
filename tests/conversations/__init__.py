"""Whole conversations as people have them, with the habits of their mail programs.

``script`` is the form in which they are written down, ``programs`` renders the letters, ``play``
has them arrive at a gateway and holds what happens against what was to happen.
"""
