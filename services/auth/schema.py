"""auth's tables as they stand after all migrations. Times are seconds since 1970.

What opens a door (session tokens, API keys) is stored as its SHA-256 in hex, passwords as argon2id.
"""

import sqlalchemy as sa

metadata = sa.MetaData()

# A removed user loses name, password and logins at once; the row stays, with `removed_at`, until library knows.
users = sa.Table(
    "users",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("username", sa.Text, nullable=False),
    sa.Column("username_key", sa.Text, unique=True),  # names.fold(username); NULL once removed
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("libraries", sa.JSON(none_as_null=True)),  # NULL: all of them
    sa.Column("age_limit", sa.Integer),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("last_login_at", sa.Double),
    sa.Column("removed_at", sa.Double),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("user_id", sa.Text, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    sa.Column("token_hash", sa.Text, nullable=False, unique=True),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("last_used_at", sa.Double, nullable=False),
    sa.Column("expires_at", sa.Double, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("user_agent", sa.Text, nullable=False),
    sa.Index("idx_sessions_user", "user_id"),
    sa.Index("idx_sessions_expires", "expires_at"),
)

api_keys = sa.Table(
    "api_keys",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("user_id", sa.Text, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("key_hash", sa.Text, nullable=False, unique=True),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("last_used_at", sa.Double),
    sa.Index("idx_api_keys_user", "user_id"),
)

# One row for whatever is guarded: an account, an address. See throttle.py.
login_attempts = sa.Table(
    "login_attempts",
    metadata,
    sa.Column("guarded", sa.Text, primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("last_at", sa.Double, nullable=False),
    sa.Column("next_at", sa.Double, nullable=False),
    sa.Index("idx_login_attempts_last", "last_at"),
)

# `registration` (off, approval, open) and `first_admin` (when the setup code was used: it works once).
auth_settings = sa.Table(
    "auth_settings",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

# One invitation makes one account: `used_by` is its id. `created_by` NULL: a tool, such as the command line.
invites = sa.Table(
    "invites",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("token_hash", sa.Text, nullable=False, unique=True),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("libraries", sa.JSON(none_as_null=True)),  # NULL: all of them
    sa.Column("age_limit", sa.Integer),
    sa.Column("created_by", sa.Text),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("expires_at", sa.Double, nullable=False),
    sa.Column("used_at", sa.Double),
    sa.Column("used_by", sa.Text),
    sa.Index("idx_invites_created", "created_at"),
)
