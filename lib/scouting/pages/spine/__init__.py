"""Every measure as one line of a spine: a council, similar councils and England, in the order of the journey."""
