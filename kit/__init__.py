"""What every service is built on. It knows the table of services, but imports none of them."""

VERSION = "0.1.0"
