"""The one command: starts and watches the five services, and speaks to them when they run."""
