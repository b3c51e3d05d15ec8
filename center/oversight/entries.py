"""What the roof puts on the rail."""
