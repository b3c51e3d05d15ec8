"""Taking a list out of the house: asked for, approved by a second person, made, fetched once proved who one is, gone in a day."""
