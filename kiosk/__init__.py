"""The kiosk: a touch screen that gives tickets, and the paper. It decides nothing about the queue."""
