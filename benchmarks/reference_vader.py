"""Writes what org.groundswell.text.sentiment takes over from VADER's authors, and the scores its tests compare with.

    pip install vaderSentiment==3.3.2
    python benchmarks/reference_vader.py text/src/main/resources/org/groundswell/text/sentiment \\
        text/src/test/resources/org/groundswell/text/sentiment
    python benchmarks/reference_vader.py --score posts.csv scores.csv

The first folder receives vader-lexicon.tsv (word, mean valence), vader-emoji.tsv (those of one code point, the only
ones the program ever finds) and vader-rules.tsv; the second reference-vader.tsv: the sentences below, others put
together at random from the words below, and VADER's scores of them. --score writes the scores of the column `text`
of a CSV file, to compare with on texts that can't lie here.
"""

import csv
import pathlib
import random
import sys

from vaderSentiment import vaderSentiment as vader

MADE = "# from vaderSentiment 3.3.2, MIT licence, copyright 2016 C.J. Hutto; by benchmarks/reference_vader.py\n"

SENTENCES = [
    "I absolutely LOVE the new update!!! Best thing ever 😍",
    "worst customer service ever, 3 hours on hold and they hung up on me 😡",
    "not bad at all, actually kinda good :)",
    "The meeting is at 3pm in room 204.",
    "",
    " ",
    "!",
    "?!?!",
    "😀",
    "😀😀😀",
    "😀great day",
    "great😀day",
    "great 😀 day",
    "so happy❤️❤️",
    "👩‍👩‍👧 family time, lovely",
    "thumbs 👍🏽 up",
    "🇫🇷 wins!",
    "i'm :) and :( and :-D and ;D and xD",
    "(: smile :)",
    "<3 <3 <3",
    "</3 it's over",
    "&lt;3 is an entity",
    "lol lmao rofl",
    "LOL",
    "OMG this is AMAZING",
    "THIS IS ALL CAPITALS AND GREAT",
    "THIS is great",
    "this is GREAT",
    "This is not GREAT",
    "NOT great",
    "VERY good food",
    "the food is VERY good",
    "the food is KINDA bad",
    "kind of good",
    "it was kind of good",
    "it was sort of bad really",
    "it is just enough good to pass",
    "what kind of disaster is that",
    "she is kind",
    "she is kind of",
    "No good deed goes unpunished",
    "no",
    "no problem",
    "no, thanks",
    "No happy or sad people here",
    "no love nor hate",
    "NO LOVE lost",
    "there was no joy in it",
    "It is no use, the great plan failed",
    "at least it's fun",
    "the least fun I've ever had",
    "least helpful answer",
    "very least good",
    "This is the least good of all",
    "never so happy",
    "I was never so happy as today",
    "I was never this happy before",
    "I have never been happy",
    "never ever was it that good",
    "without doubt the best",
    "without a doubt the best film",
    "it is without doubt a very good film",
    "without hope",
    "she left without any great fuss",
    "so this good thing",
    "so it was good",
    "this one is good",
    "I like it but it's broken",
    "terrible start but a wonderful end",
    "good good good but bad bad",
    "good but good but good",
    "good, bad, good but good, bad, bad",
    "but",
    "but good",
    "good but",
    "But seriously, thanks",
    "nice BUT slow and nasty",
    "fine but nice and fine and fine",
    # the first halves to the valence of the second
    "my heart was in it but absolving them took years",
    "an amazing trip but after many adventures we are home",
    "yeah right, that will help",
    "oh well yeah right good",
    "that cake was the shit, really the shit",
    "he said that is the bomb",
    "the movie was to die for and great",
    "we met at the bus stop, stop it",
    "a bad ass guitar solo it was",
    "what a badass move that was",
    "it has the kiss of death on it",
    "my beating heart is so full of love",
    "they are under the weather, poor things",
    "I can't stand it, it isn't good",
    "cant say I like it",
    "don't you love it?",
    "Aren't they wonderful??",
    "Why? Why? Why? Why is it bad?",
    "great!!!!!!",
    "great?!",
    "bad!!!",
    "Meh...",
    "...happy...",
    "\"happy\"",
    "(happy)",
    "#happy #blessed",
    "@happy said hi",
    "happy/sad",
    "happy,sad",
    "well-being and good-natured fun",
    "It's the best.Really",
    "hardly a success",
    "scarcely any harm",
    "barely alive, almost dead",
    "somewhat nice",
    "extremely, incredibly, absolutely awful",
    "absolutely not very nice",
    "incredibly NOT funny",
    "not incredibly funny",
    "not a very very funny joke",
    "rarely funny",
    "seldom a good idea",
    "despite the good weather",
    "neither good nor bad",
    "nothing good ever happens nowhere",
    "uh-uh, good",
    "good uh-uh",
    "they hasn't fun",
    "HASN'T it been fun",
    "Ain't it fun",
    "ain't it FUN",
    "I’m not happy, it isn’t good",
    "naïve and brave",
    "ÉTÉ is a good SEASON",
    "ß IS GOOD",
    "Ǆ GOOD",
    "1 2 3 GOOD",
    "１２３ ok",
    "İyi good",
    "ΣΊΣΥΦΟΣ is happy",
    "happy\u00a0sad",
    "happy\u2003sad\u3000glad",
    "happy\u200bsad",
    "happy\u0085sad",
    "happy\u001fsad",
    "happy\tsad\nglad\r\nmad",
    "  spaces   are  good ",
    "今日は good です",
    "https://example.com/love/hate is a link",
    "see www.good.example!",
    "RT @someone: what a lovely day",
    "o.o O.o o_O :P :p :Þ",
    "}:) 8-) :'( =)",
    "$: %) ;-)",
    "!!! good !!!",
    "a! b! c! d! e! good",
    "sob sob, fav song",
    "ok OK Ok",
    "The rocket exploded, but nobody was hurt and we learned a lot!",
    "Proud of the team, they worked hard for it",
    "Delayed again. Third time this week. Thanks for nothing",
    "I would not say that I dislike it",
    "Couldn't be happier",
    "Not only is it cheap, it's also good",
    "It isn't the worst, but it isn't great",
    "wow, just WOW",
    "congrats!!! 🎉🎉🎉",
    "rip 😢💔",
    "🔥🔥🔥 fire sale",
    "💩 day",
    "☹️ ☺️ ♥ ‼",
    "🤣😂 dead",
    "\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace") + " good",
]

WORDS = (
    "good bad great terrible love hate happy sad nice awful fine ugly hope fear win loss best worst like fun"
    " day week team rocket coffee train music they we it is was the a and with today again"
    " not never no don't isn't without nothing hardly cannot neither nor or"
    " very really so kinda kind of sort of almost absolutely least at this doubt less most extremely"
    " but But BUT the shit yeah right bus stop to die for"
    " GOOD BAD LOVE VERY NOT NO :) :( <3 :D xD 😀 😡 ❤️ 💔 😂 👍🏽 🎉 ! !! !!! ? ?? ???? . , ... #win @team"
).split(" ")


def sentences():
    chance = random.Random(7)
    yield from SENTENCES
    for _ in range(450):
        words = [chance.choice(WORDS) for _ in range(chance.randint(1, 16))]
        text = words[0]
        for word in words[1:]:
            text += ("" if word[0] in "!?.," or chance.random() < 0.05 else " ") + word
        yield text


def escaped(text):
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


def scores(analyzer, text):
    of = analyzer.polarity_scores(text)
    return [repr(float(of[name])) for name in ("neg", "neu", "pos", "compound")]


def main(resources, tests):
    analyzer = vader.SentimentIntensityAnalyzer()
    with open(resources / "vader-lexicon.tsv", "w", encoding="utf-8", newline="") as out:
        out.write(MADE)
        out.writelines(f"{word}\t{valence!r}\n" for word, valence in analyzer.lexicon.items())
    with open(resources / "vader-emoji.tsv", "w", encoding="utf-8", newline="") as out:
        out.write(MADE)
        out.writelines(f"{emoji}\t{shows}\n" for emoji, shows in analyzer.emojis.items() if len(emoji) == 1)
    with open(resources / "vader-rules.tsv", "w", encoding="utf-8", newline="") as out:
        out.write(MADE)
        for word, boost in vader.BOOSTER_DICT.items():
            out.write(f"{'boost' if boost == vader.B_INCR else 'damp'}\t{word}\n")
        out.writelines(f"negation\t{word}\n" for word in vader.NEGATE)
        out.writelines(f"idiom\t{phrase}\t{valence!r}\n" for phrase, valence in vader.SPECIAL_CASES.items())
    with open(tests / "reference-vader.tsv", "w", encoding="utf-8", newline="") as out:
        out.write(MADE)
        for text in sentences():
            out.write("\t".join([escaped(text), *scores(analyzer, text)]) + "\n")


def score(posts, into):
    analyzer = vader.SentimentIntensityAnalyzer()
    csv.field_size_limit(1 << 30)
    with open(posts, encoding="utf-8", newline="") as rows, open(into, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["text", "neg", "neu", "pos", "compound"])
        for row in csv.DictReader(rows):
            writer.writerow([row["text"], *scores(analyzer, row["text"])])


if __name__ == "__main__":
    if sys.argv[1] == "--score":
        score(*sys.argv[2:])
    else:
        main(*map(pathlib.Path, sys.argv[1:]))
