"""The one open door: sessions to identities, routing, limits, headers, and the web app's files."""
