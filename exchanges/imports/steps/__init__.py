"""The pages of an import, one module each: upload and columns, names, check, import, done."""
