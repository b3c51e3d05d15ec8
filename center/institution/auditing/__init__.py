"""What an auditor does: reads who looked, searched, revealed, exported and changed, and reviews the readings of each month."""
