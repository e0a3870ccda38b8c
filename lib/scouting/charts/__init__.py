"""Charts: table in, Axes out. They draw what a table says and compute nothing.

``ranked_bars`` and ``trend`` each draw one chart and say its alt text;
``emit`` shows and saves it; ``theme`` holds colours, sizes and margins, ``layout`` places text.
"""
