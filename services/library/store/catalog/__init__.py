"""What readers see of the catalog: books, series, the tree, searches, the home page."""
