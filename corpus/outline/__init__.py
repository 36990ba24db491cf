"""The outline of a plan: what frames it, how it is numbered, and its measures."""
