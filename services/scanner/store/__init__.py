"""The only place with SQL in this service, by subject."""
