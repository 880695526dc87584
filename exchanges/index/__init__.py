"""The index of published records: found by filter and word, counted and paged at any size."""
