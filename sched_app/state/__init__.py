"""What pages remember and ask for: states translate between the browser and the services."""
