"""The lists of readers: collections of series, reading lists of comics, and what they want to read."""
