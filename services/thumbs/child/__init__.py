"""What runs in the child processes: opening archives and decoding pictures, with nothing of the server at hand."""
