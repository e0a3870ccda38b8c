"""A council's own figures and targets, beside those of a page."""
