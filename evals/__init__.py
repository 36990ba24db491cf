"""Judged questions against a library: metrics by stratum."""
