"""What comes back after a mail has left: bounces, complaints, and mails that ask for no more."""
