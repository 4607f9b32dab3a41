"""A look at a folder before it becomes a library: is it there and readable, what lies in it, on what disk."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from kit.mounts import network_file_system
from kit.paths import for_people, overlap, to_path
from kit.wire.catalog import LibraryInfo
from services.scanner.models_folder import FolderState, Overlap
from services.scanner.shelves import format_of
from services.scanner.walk import hidden, reason

MOST = 2_000  # entries looked at
SHOWN = 100  # folders named, for whoever looks for the right one


def look(path: str, libraries: Sequence[LibraryInfo], of_library: str | None) -> FolderState:
    """What there is at `path`, text by `kit.paths`. Libraries but `of_library` must not overlap with it."""
    state, real = FolderState(path=path), to_path(path)
    if not os.path.isabs(real):
        state.problem = "A folder is named by its whole path, from / on, such as /media/comics."
        return state
    state.overlaps = overlapping(path, [one for one in libraries if one.id != of_library])
    try:
        with os.scandir(real) as entries:
            state.exists = state.readable = True
            for entry in entries:
                if state.entries == MOST:
                    state.more = True
                    break
                _count(state, entry)
    except FileNotFoundError:
        state.problem = "There is no such folder on the machine where the scanner runs."
    except NotADirectoryError:
        state.exists, state.problem = True, "This is a file, not a folder."
    except PermissionError:
        state.exists, state.problem = True, "The folder is there, but the server may not read it."
    except OSError as error:
        state.problem = reason(error)
    if state.readable:
        state.network = network_file_system(Path(real))
        if not state.entries:
            state.problem = "The folder is empty. Is its disk connected?"
    if state.overlaps and state.problem is None:
        state.problem = f"This folder overlaps with the library '{state.overlaps.name}'."
    state.folder_names.sort(key=str.casefold)
    return state


def overlapping(path: str, libraries: Sequence[LibraryInfo]) -> Overlap | None:
    """The library that has this folder, one within it, or one around it."""
    for one in libraries:
        if any(overlap(path, root.path) for root in one.roots):
            return Overlap(library_id=one.id, name=one.name)
    return None


def _count(state: FolderState, entry: os.DirEntry[str]) -> None:
    if hidden(entry.name):
        return
    state.entries += 1
    if entry.is_dir(follow_symlinks=False):
        state.folders += 1
        if len(state.folder_names) < SHOWN:
            state.folder_names.append(for_people(entry.name))
    elif format_of(entry.name):
        state.comics += 1
