"""What a note at the counter is about, proposed from its words alone: see docs/suggestion.md."""
