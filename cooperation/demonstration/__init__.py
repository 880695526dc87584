"""Content of the demonstration: texts, records, programmes and drawn pictures; data only."""
