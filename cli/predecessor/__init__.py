"""`quarterbin import`: takes over the database of the single-process server that came before this one."""
