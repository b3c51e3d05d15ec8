"""Legal aid: applied for at the counter or the legal desk, decided in seven days, given by a lawyer named in three."""
