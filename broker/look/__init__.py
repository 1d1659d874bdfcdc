"""The visual language of kiosk and lobby: tokens, pictograms, fonts, the drawing list and its painter.

Everything but painter is pure and runs without a window; painter alone imports Kivy.
Nothing here may know a board, a ticket or a screen.
"""
