"""Read before you go: what Ofsted's reports say where, as facts, and a report that a reader adds."""
