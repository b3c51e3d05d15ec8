"""Who sits at which desk on which day: resident, rotating or on call, the days written by hand, absences and who stands in."""
