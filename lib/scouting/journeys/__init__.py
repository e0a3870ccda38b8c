"""Where in the journey two councils differ, or a council and its past: a gap split over the steps that lead to it."""

from scouting.journeys.steps import between, between_many, counted_in, over_time, serving
from scouting.journeys.words import need_sentence, story

__all__ = ["between", "between_many", "counted_in", "need_sentence", "over_time", "serving", "story"]
