"""The pages of routing objects and devices."""
