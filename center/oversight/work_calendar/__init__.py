"""The work calendar: a year to look at, and how it changes by two people. `CalendarProposal` is in the models of the roof."""
