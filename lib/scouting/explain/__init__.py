"""Why are they ahead? Leads, the four explanations of them with graded evidence, and what many comparisons leave."""

from scouting.explain.ahead import leads, who_is_ahead
from scouting.explain.beside import moved_beside
from scouting.explain.blocks import chasing_of, figures_of, hosts_of
from scouting.explain.chases import shuffled
from scouting.explain.counts import IMPROBABLE, has_room, improbable, split
from scouting.explain.figures import Figures
from scouting.explain.findings import ends, findings_of, judge
from scouting.explain.hosts import best_first, offers, shared_out, together
from scouting.explain.improvers import improvers_of
from scouting.explain.looks import by_facet, improved, looks_of, pockets, tally

__all__ = [
    "IMPROBABLE", "Figures", "best_first", "by_facet", "chasing_of", "ends", "figures_of", "findings_of", "has_room",
    "hosts_of", "improbable", "improved", "improvers_of", "judge", "leads", "looks_of", "moved_beside", "offers",
    "pockets", "shared_out", "shuffled", "split", "tally", "together", "who_is_ahead",
]  # fmt: skip
