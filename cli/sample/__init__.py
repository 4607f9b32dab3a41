"""A small library to look at first: a dozen series drawn for this project, put together into CBZ files on the spot.

`contents.py` says what is in it, `assemble.py` writes the files, `offer.py` registers and removes it. `art/` holds the
drawings, rendered once to 700 x 1050 WebP.
"""
