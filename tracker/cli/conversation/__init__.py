"""Conversations: on a terminal, a logging command asks for its missing arguments, one question at a time.

A conversation is a list of questions that makes a command line (`questions.py`), so that it does exactly what the
command does. `entries.py` has the questions. `talking.py` asks, shows a dry run, records with `running.py`, and
starts another round. `matching.py` finds what a clerk means among the choices of `choices.py`. `fixing.py` offers the
answers of an entry being corrected. A desk (`desks.py`) shows questions and reads answers: with line editing and a menu
(`editing.py`), or in plain lines.

A session, in a ledger with about a hundred places:

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
