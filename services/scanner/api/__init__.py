"""The scanner's routes for users, by subject."""

from services.scanner.api import folders, scans, schedules

routers = [schedules.router, scans.router, folders.router]
