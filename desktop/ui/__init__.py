"""The window. No SQL and no rule stands in here; screens call operations and show what they return."""
