"""What the security administrator does with people: who sits where, ends a posting, gives or takes a clearance, unlocks a sign-in."""
