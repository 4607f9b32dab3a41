"""Routes for users, by subject."""
