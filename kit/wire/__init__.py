"""What goes over the wire between services. Models of the users' API are in each service's `models.py`."""
