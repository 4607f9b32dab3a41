"""What the disk says: walks the libraries' folders, keeps the scan jobs. It stats files and never opens a comic."""
