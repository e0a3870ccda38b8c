"""Publishers' files into values: what a file is, what it says, whether it is sound, and the store that comes of it."""
