"""Search rows, the analysis of Danish words, and the engines behind one seam. Knows no municipality."""
