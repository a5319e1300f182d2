"""Writes the names of emoji that org.groundswell.text.prepare puts in their place.

    pip install emoji==2.16.0
    python benchmarks/emoji_names.py text/src/main/resources/org/groundswell/text/prepare/emoji-names.tsv

The names are those of Unicode's emoji-test and CLDR. Sequences stand there without variation selectors and skin
tones. Signs that are mostly plain text (©, ™, arrows: what comes before U+231A, keycaps aside) are left out, as
the feature `emoji` does not count them either.
"""

import sys

from emoji import EMOJI_DATA


def plain(emoji):
    return "".join(c for c in emoji if c != "\ufe0f" and not "\U0001f3fb" <= c <= "\U0001f3ff")


names = {}
for emoji, entry in EMOJI_DATA.items():
    if plain(emoji) and not any("\U0001f3fb" <= c <= "\U0001f3ff" for c in emoji):
        names[plain(emoji)] = entry["en"].strip(":").replace("_", " ").replace("’", "'")
with open(sys.argv[1], "w", encoding="utf-8", newline="") as out:
    out.write("# names of Unicode's emoji-test, Unicode licence v3; by benchmarks/emoji_names.py\n")
    for emoji, name in sorted(names.items()):
        if emoji[0] >= "\u231a" or emoji.endswith("\u20e3"):
            out.write(f"{emoji}\t{name}\n")
