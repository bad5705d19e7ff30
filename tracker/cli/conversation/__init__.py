"""Conversations: a command whose arguments are missing asks for them, one after the other, on a terminal.

A conversation is a list of questions (`questions.py`) that ends in the very words of a command line
(`words.py`), so that it does exactly what they do. Which questions a command asks stands in
`entries.py`, `movements.py` and `counting.py`; those of all other commands are made from their arguments
and options (`others.py`). `talking.py` goes through the questions, forward and back, shows what would be
recorded by a dry run of the command itself (`consequences.py` where that does not say enough), and asks for
another one. `understanding.py` makes words of what was typed: `matching.py` finds what a clerk means by a part
of a name among the choices that `choices.py` reads from the ledger, `numbered.py` what has a number.
`replacing.py` fills in the answers of a replacement. A desk (`desks.py`) is where questions and answers meet:
with line editing and a menu (`editing.py`), or plain lines where the terminal can do no more.

What a clerk reads and types, in a ledger with some hundred places:

    $ tracker ship
    Enter accepts what is in [ ]; < goes back; Ctrl-C leaves without recording.
    Place: londo
    Place       london  Latvijas vēstniecība Apvienotajā Karalistē
    Item [THB/lv]:
    ...
    Record it? [Y/n]
    Entry 31: 40 copies shipped from store to london on 2014-11-26.
    Another? [Y/n]
"""
