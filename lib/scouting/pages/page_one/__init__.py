"""Page one of a council's report: the message in a minute, what to ask about, what to show others, whom to ask."""
