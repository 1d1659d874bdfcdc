"""The kiosk's screens: each a pure function from what is known to a scene in millimetres; no window."""
