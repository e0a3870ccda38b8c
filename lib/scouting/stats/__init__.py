"""Pure numbers: arrays in, arrays out. No tables of the project, no files, no words."""
