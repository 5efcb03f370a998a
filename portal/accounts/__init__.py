"""How people get in: codes by mail, passkeys, a second factor."""
