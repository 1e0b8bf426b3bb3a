"""Servers that stand in for outside services, with state and faults."""
