"""Documents to hand on, each whole in its folder: a council's report, a group's document, the brief for a visit."""
