"""Who may sign in, by what proof, and for how long: passwords, the second factor, sessions."""
