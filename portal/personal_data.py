"""Everything that is known about one person, from every room."""
