"""Handlers of states, called on the test wiring."""
