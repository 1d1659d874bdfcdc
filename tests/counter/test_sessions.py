"""What follows from a browser's secret."""

from counter import sessions

SECRET = "A" * 43


def test_every_browser_gets_a_secret_of_its_own() -> None:
    made = {sessions.new_secret() for _ in range(50)}
    assert (len(made), all(sessions.well_formed(secret) for secret in made)) == (50, True)


def test_a_cookie_that_cannot_be_ours_is_not_taken() -> None:
    broken = ["", "short", "A" * 44, "A" * 42 + ";", "A" * 42 + "é"]
    assert [sessions.well_formed(secret) for secret in broken] == [False] * 5


def test_the_seat_on_the_boards_tells_neither_the_secret_nor_the_forms_token() -> None:
    seat, token = sessions.seat(SECRET), sessions.form_token(SECRET)
    assert len({SECRET, seat, token}) == 3
    assert sessions.form_token(seat) != token


def test_a_token_fits_only_the_browser_it_was_made_for() -> None:
    token = sessions.form_token(SECRET)
    assert sessions.token_fits(SECRET, token)
    assert not sessions.token_fits("B" * 43, token)
    assert [sessions.token_fits(SECRET, wrong) for wrong in ("", "ž", token[:-1])] == [False] * 3
