"""What the house folds text with."""

from kit.folding import fold, words_of

__all__ = ["fold", "words_of"]
