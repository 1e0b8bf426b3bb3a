"""The pages of the site: each module here registers its own by `add(app)`."""
