"""auth: who you are. Users, sessions, API keys, and the identities that every other service believes."""
