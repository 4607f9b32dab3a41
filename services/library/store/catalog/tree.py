"""The tree of category, subcategory and series, with counts of comics."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from kit.identity import Identity
from kit.sorting import title_key
from services.library.schema import series
from services.library.store import visible
from services.library.store.catalog.filters import Filter

Node = dict[str, Any]


def grown(connection: sa.Connection, who: Identity, chosen: Filter, *, with_series: bool) -> Node:
    """`{"items": [category...], "total": comics}`: plain dictionaries, for there may be tens of thousands.

    Categories and subcategories of the same name are one, whichever library they are of.
    """
    columns: list[sa.ColumnElement[Any]] = [series.c.category, series.c.subcategory]
    if with_series:
        columns += [visible.issues(who).label("issues"), series.c.id, series.c.name]
        query = sa.select(*columns).order_by(series.c.sort_key, series.c.id)
    else:
        query = sa.select(*columns, sa.func.sum(visible.issues(who))).group_by(*columns)
    categories: dict[str, Node] = {}
    shelves: dict[tuple[str, str | None], Node] = {}
    query = query.where(visible.series(who), *chosen.shelf(series))
    for category, subcategory, count, *rest in connection.execute(query):
        top = categories.get(category)
        if top is None:
            top = categories[category] = _node(category, with_series, subcategories=[])
        top["count"] += int(count)
        shelf = top
        if subcategory is not None:
            found = shelves.get((category, subcategory))
            if found is None:
                found = shelves[category, subcategory] = _node(subcategory, with_series)
                top["subcategories"].append(found)
            found["count"] += int(count)
            shelf = found
        if rest:
            shelf["series"].append({"id": rest[0], "name": rest[1], "count": count})
    for top in categories.values():
        top["subcategories"].sort(key=_by_name)
    return {
        "items": sorted(categories.values(), key=_by_name),
        "total": sum(top["count"] for top in categories.values()),
    }


def _node(name: str, with_series: bool, **more: Any) -> Node:
    return {"name": name, "count": 0, **more, **({"series": []} if with_series else {})}


def _by_name(node: Node) -> tuple[str, str]:
    return title_key(node["name"]), node["name"]
