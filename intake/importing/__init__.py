"""Matters by the hundred: an Excel sheet or an API call becomes a batch, is tried row by row, taken in, and can be undone."""
