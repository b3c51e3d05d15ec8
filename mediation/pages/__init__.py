"""The pages of the room of mediation beside the docket and the panel: the file, the rooms, the roster, the calculator."""
