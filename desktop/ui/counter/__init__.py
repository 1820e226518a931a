"""The counter: who, what, give. One screen for the keyboard alone."""
