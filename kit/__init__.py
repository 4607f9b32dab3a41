"""What every service stands on: it knows the table of services, and none of them."""

VERSION = "0.1.0"
