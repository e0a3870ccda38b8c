"""The visit sheet: whom to visit, and for each host one sheet of two sides to take along."""
