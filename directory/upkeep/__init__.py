"""How the contacts stay true: corrections reported by readers."""
