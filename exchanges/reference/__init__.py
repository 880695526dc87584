"""Partners, kinds and capacity fields that every installation starts with, as CSV files."""
