"""The only place of thumbs with SQL."""
