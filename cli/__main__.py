"""`python -m cli`: refuses an old Python with one sentence, before importing anything that it could not read."""

import sys


def main() -> int:
    """The command; answers the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - not everybody comes through the bootstrap
        sys.stderr.write("Quarterbin needs Python 3.11 or later, and this is Python {}.{}.\n".format(*sys.version_info))
        return 2
    try:
        from cli import main as commands
        from cli.serving import become

        commands.begin = become
        return commands.run()
    except KeyboardInterrupt:  # while it was being loaded
        return 130


if __name__ == "__main__":
    sys.exit(main())
