"""What Prometheus can ask of one replica."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

COVERS = Counter("thumbs_covers_total", "Covers asked of a child.", ["outcome"])  # made, refused, crashed
PAGES = Counter("thumbs_pages_total", "Pages answered.", ["way"])  # placed, child, kept, resized
UNPACKED = Counter("thumbs_solid_archives_total", "Solid archives unpacked into the disk cache.")
WAITING = Gauge("thumbs_queue_length", "Comics that wait for a child.", ["priority"])
CHILDREN = Gauge("thumbs_children", "Child processes.")
ENDED = Counter("thumbs_children_ended_total", "Child processes that ended.", ["why"])  # crashed, hung, worn, idle
MADE, REFUSED, CRASHED = (COVERS.labels(one) for one in ("made", "refused", "crashed"))
PLACED = PAGES.labels("placed")  # looked up once: pages leave faster than a label is found
