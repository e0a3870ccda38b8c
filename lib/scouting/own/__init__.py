"""A council's own figures, targets and visits: reading the files, checking them, and suppressing small counts."""
