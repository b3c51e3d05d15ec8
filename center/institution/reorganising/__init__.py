"""Offices merged and split: a plan with counts, carried out piece by piece, and its history."""
