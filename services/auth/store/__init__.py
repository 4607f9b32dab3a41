"""The only place with SQL, by subject. Every function works within the connection it is given."""
