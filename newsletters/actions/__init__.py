"""What can be done with newsletters, one function per verb."""
