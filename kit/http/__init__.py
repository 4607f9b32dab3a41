"""HTTP between services: raw answers over connections that are kept, or through a transport of httpx."""
