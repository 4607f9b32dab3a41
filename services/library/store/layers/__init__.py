"""Metadata by layer: what people edited, what files say, what the scan read off names; the uppermost value counts."""
