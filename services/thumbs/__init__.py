"""What is inside a comic: covers, pages, inspection. The only room that opens archives and images."""
