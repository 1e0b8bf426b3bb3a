"""Functions that draw: the kit, the frames, and the own React components."""
