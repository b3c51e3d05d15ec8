"""The papers of a mediation: their kinds, their templates (*.typ), and what fills them."""
