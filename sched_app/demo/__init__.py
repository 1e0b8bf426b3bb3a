"""A believable business to look around in; made by the services alone, as people would."""
