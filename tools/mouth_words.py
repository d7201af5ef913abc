"""English that the network of the mouth is taught with: sentences, and words that are hard to see."""

from __future__ import annotations

import random

from tools.mouth_speech import nonsense

SENTENCES = (
    "Before we play, let me fix the volume of my microphone.",
    "A few people asked about the movie, so here is what I found.",
    "You may be happy to hear that we beat the final boss twice.",
    "Put the blue cup by the window and move the lamp to the left.",
    "I am so pleased with the new game, it looks beautiful.",
    "Five of my favourite viewers gave me a huge amount of food.",
    "She sells small boats at the beach from May to November.",
    "What a cool room! Whose shoes are those on the roof?",
    "Even if it rains, I believe we will leave for the mountains.",
    "Papa put a big piece of pumpkin pie on my plate.",
    "Calm down, the alarm is far away and nothing has happened.",
    "Give me the green key, please, and keep the cheese for tea.",
    "They laughed at the funny photo for half an hour.",
    "Oh no, who took my juice? I only want to drink some soup.",
    "Thank you for the follow, and welcome to the stream, everybody!",
    "Do you choose the new room too? Who threw two shoes into the pool?",
    "You knew it soon grew cool, so we viewed the truth through a tube.",
    "Every river over there gives the valley a very vivid view.",
    "The problem with the value of fame is that very few have both.",
)

FORWARD = (
    *("you", "you", "do", "to", "too", "two", "new", "news", "use", "used", "student", "Tuesday", "tube", "tune"),
    *("due", "view", "few", "cute", "music", "beautiful", "huge", "unit", "human", "usual", "continue", "issue"),
    *("tissue", "suit", "shoe", "choose", "chew", "juice", "June", "noon", "soon", "zoo", "lose", "whose", "who"),
    *("into", "stew", "dew", "duty", "super", "nude", "suitable", "excuse", "refuse", "cartoon", "attitude"),
)
"""With an "oo" that is said far forward."""
HURRIED = (
    *("you can", "you would", "you will", "you could", "you get", "you go", "you are", "you have", "you don't"),
    *("you do", "you need", "you two", "you may", "you want", "you were", "you know", "your own", "you'll", "you'd"),
    *("you like", "you know who", "you came", "you called", "you choose", "if you", "when you", "after you"),
    *("thank you", "did you", "can you", "do you", "soon you", "to you", "who are you", "to call", "to go"),
    *("to open", "to all", "to work", "to connect", "to dial", "to the", "to try", "to be", "to leave", "to use"),
    *("to view", "to get", "to keep", "to come", "do it", "do not", "into it", "due to", "through it", "too cool"),
    *("one two three", "two hundred", "new one", "new game", "new call", "new year", "few others", "view all"),
    *("use it", "used to", "who can", "who knew"),
)
"""With an "oo" that is over before lips have come together."""
LIPPED = (
    *("five", "of", "have", "leave", "very", "over", "every", "value", "video", "voice", "live", "give", "twelve"),
    *("eleven", "seven", "visit", "vast", "service", "receive", "if", "off", "half", "phone", "after", "before"),
    *("office", "file", "follow", "four", "first", "final", "believe", "arrive", "save", "above", "never", "evening"),
)
"""With lips on teeth, whose hiss a telephone takes away."""
BETWEEN = (
    *("the", "a", "it", "is", "in", "at", "and", "with", "big", "miss", "need", "man", "bad", "map", "him", "this"),
    *("can", "see", "key", "team", "sit", "bit", "happy", "camp", "may", "bus", "he", "green", "then", "will"),
    *("she", "need", "he", "three", "week", "please", "me", "be", "these", "mean", "year", "teach", "each", "easy"),
)


def english(dice: random.Random) -> str:
    """Two sentences and nonsense between them."""
    return f"{dice.choice(SENTENCES)} {nonsense(dice, 4)}. {dice.choice(SENTENCES)}"


def two_sentences(dice: random.Random) -> str:
    """For voices that are to know every word."""
    return f"{dice.choice(SENTENCES)} {dice.choice(SENTENCES)}"


def forward(dice: random.Random, words: int) -> str:
    """Rounded vowels that are said far forward, and weak "f" and "v"."""
    return _salad(dice, words, (FORWARD, 4), (LIPPED, 3), (BETWEEN, 4))


def hurried(dice: random.Random, words: int) -> str:
    """Rounded vowels that are short, before and after everything."""
    return _salad(dice, words, (HURRIED, 9), (FORWARD, 3), (BETWEEN, 4), (LIPPED, 4))


def _salad(dice: random.Random, words: int, *kinds: tuple[tuple[str, ...], int]) -> str:
    chosen = dice.choices([kind for kind, _ in kinds], [share for _, share in kinds], k=words)
    return " ".join(dice.choice(kind) + dice.choice(("", "", "", "", "", ",", ".")) for kind in chosen)
