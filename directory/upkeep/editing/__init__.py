"""/rediger/: those who answer for contacts keep their own, outside the admin."""
