"""The only place with SQL in this service, by subject. Every function takes the connection it works on."""
