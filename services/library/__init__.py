"""library: what there is. Catalog, search, progress, bookmarks, preferences. It never opens a file."""
