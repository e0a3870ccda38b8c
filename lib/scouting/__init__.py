"""Scouting: benchmark a council's social care against its statistical neighbours.

The parts, in rows. A part imports only what stands in a row below it; tests/test_layers.py holds that.

    cli
    app
    batch, site
    report
    pages
    study
    own
    explain, ingest, journeys
    dataset
    index, neighbours
    compare, reading, recipes
    catalog, charts, context, markup, money, shelf, values
    packed, paths, periods, plain_yaml, stats, texts, words
    bounds, errors, frames, keeps, terms
"""

__version__ = "0.1.0"
