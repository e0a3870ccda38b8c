"""What each notebook shows: a folder for each, with its tables, its words, what it displays and its widget."""
