"""Photos from an archive: a ZIP of pictures with a table of their captions, checked, then added."""
