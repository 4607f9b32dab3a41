"""What the scanner brings: a batch of comics and their series, in one transaction; the same again changes nothing."""
