"""What law asks of traffic, medical and housing disputes beyond what it asks of all: one small module each."""
