"""“Min side”: what the rooms know about the person asking."""
