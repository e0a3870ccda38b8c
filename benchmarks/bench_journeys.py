"""What journeys cost: every journey split between all similar councils, and told in words for one.

Run by ``make bench``. Similar councils: the sets that are the default of each service.
"""

from __future__ import annotations

from timing import line, seconds

RUNS = 3
SETS = {"children": "dfe_2025_05", "adults": "nhs_adult"}


def journeys() -> None:
    """All pairs of each journey's service; then the sentences of one council and its past on every journey."""
    from scouting import dataset
    from scouting.journeys import between, between_many, need_sentence, over_time, serving, story

    data = dataset.load()
    pairs = {s: data.every_neighbour(name).rename(columns={"neighbour_code": "other_code"}) for s, name in SETS.items()}
    topics = data.catalog.indicators[["service", "topic"]].drop_duplicates().itertuples(index=False)
    ids = {one: service for service, topic in topics for one in serving(data.catalog, service, topic)}

    def told() -> None:
        for one, service in ids.items():
            pair = pairs[service].iloc[0]
            rows = between(data, pair.area_code, pair.other_code, one)
            story(rows, "ours", "theirs"), need_sentence(rows)
            story(over_time(data, pair.area_code, one), "ours", "ours")

    every = seconds(lambda: [between_many(data, pairs[service], one) for one, service in ids.items()], RUNS)
    print(f"Journeys: {len(ids)}, pairs of similar councils: {', '.join(str(len(p)) for p in pairs.values())}")
    print(
        line("every journey of every pair", every, f"allowed of each: 2,000; here {1000 * max(every) / len(ids):.0f}")
    )
    print(line("every journey of one council in words", seconds(told, RUNS)))


if __name__ == "__main__":
    journeys()
