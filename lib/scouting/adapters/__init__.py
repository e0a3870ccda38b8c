"""One module a publisher's format, each with ``read(path, wanted, catalog) -> Reading``."""
