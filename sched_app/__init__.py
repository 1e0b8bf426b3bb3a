"""OpenHours: bookings that cannot collide."""

import zoneinfo

__version__ = "0.1.0"

# Zone data come from the pinned `tzdata` alone: the system's would differ from machine to machine.
zoneinfo.reset_tzpath([])
assert zoneinfo.TZPATH == (), "zone data must come from the tzdata package"
