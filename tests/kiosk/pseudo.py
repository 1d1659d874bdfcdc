"""A made-up language of words 40 % longer than English, with marks above and below the letters."""

from broker.look.words import Words

LONGER = 1.4
MARKS = str.maketrans("aeiouyAEIOUYsczg", "ąęįőųýĄĘĮŐŲÝščžģ")
AGAIN = "aeiou"


def long_words(words: Words) -> Words:
    return Words(language="qps", texts={key: lengthened(text) for key, text in words.texts.items()})


def lengthened(text: str) -> str:
    """Word by word, so that lines break as they do in a real language; figures stay as they are."""
    return " ".join(word if "{" in word else _longer(word) for word in text.split(" "))


def _longer(word: str) -> str:
    wanted = round(len(word) * LONGER)
    letters = word
    while len(letters) < wanted and any(vowel in letters for vowel in AGAIN):
        place = max(letters.rfind(vowel) for vowel in AGAIN)
        step = min(wanted - len(letters), 1)
        letters = letters[:place] + letters[place] * step + letters[place:]
    return letters.translate(MARKS)
