"""The house itself: users, pages, settings (the ground), and what joins the rooms (the roof)."""
