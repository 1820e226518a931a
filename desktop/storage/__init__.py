"""The two encrypted databases. Domain objects in and out; functions here never commit."""
