"""What readers of newsletters meet."""
