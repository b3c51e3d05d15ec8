"""The demonstration county: invented people with invented troubles, who go through the same verbs as everybody else."""
