"""Two ledgers: a world of collisions, in which many things are equal or happen on one day, and one to tamper with."""

import shlex

from tests.conftest import Clerk, made_once
from tests.reports.tampering import HAPPENED

WORLD = """
    place add north Library --kind library --contact Anna --email north@x.lv --phone 111
    place add east Library --kind library --phone 222
    place add rome 'Embassy in Rome' --kind embassy --country IT
    place add annex Annex --kind store
    booklet add ABC 'Cilvēku tirdzniecības novēršana'
    kind add youth 'Youth centre'
    kind add aid 'Youth centre'
    fund add riga Rīga
    fund add amif AMIF
    fund grant riga 2015 100.05 --purpose printing
    fund grant riga 2015 100.05 --purpose printing
    fund grant riga 2015 25.02 --purpose seminars
    fund grant riga 2015 25.02 --purpose seminars
    fund grant riga 2014 100.05 --purpose printing
    fund grant riga 2015 100.05 --purpose printing --currency USD
    fund grant amif 2015 10
    fund grant amif 2015 10
    seminar add s0 'School day' --date 2014-12-31 --audience pupils=20 --fund riga --cost 30.10
    seminar add s3 'School day' --date 2015-03-11 --audience pupils=20 --fund riga --cost 30.10 --currency USD
    seminar add s4 'School day' --date 2015-03-10
    seminar add s2 'School day' --date 2015-03-10 --audience pupils=20 --audience teachers=20 --fund riga --cost 30.10
    seminar add s1 'School day' --date 2015-03-10 --audience pupils=20 --audience teachers=20 --fund riga --cost 30.10
    print THB/lv 100 --date 2015-03-02 --cost 50.25 --fund riga
    print THB/lv 100 --date 2015-03-02 --cost 50.25 --fund riga
    print THB/ru 100 --date 2015-03-02 --cost 50.25 --fund riga
    print THB/en 100 --date 2015-03-10
    print THB/en 100 --date 2015-03-10
    void 5 --reason twice --yes
    ship annex THB/lv/2=40 --received --date 2015-03-05
    ship london THB/lv=10 --date 2015-03-10
    ship london THB/lv=10 --date 2015-03-10
    ship dublin THB/lv=10 THB/ru=10 --date 2015-03-10
    receive 9 THB/lv=5 --date 2015-03-10
    receive 9 THB/lv=5 --date 2015-03-10
    receive 10 --date 2015-03-11
    receive 11 THB/lv=5 --date 2015-03-10
    receive 11 THB/lv=5 THB/ru=5 --date 2015-03-11
    receive 11 THB/ru=2 --close --date 2015-03-12
    return london THB/lv=2 --date 2015-03-11
    return london THB/lv=2 --date 2015-03-11
    handout london THB/lv=3 --date 2015-03-11
    handout london THB/lv=3 --date 2015-03-11
    writeoff london THB/lv=1 --reason damaged --date 2015-03-11
    writeoff london THB/lv=1 --reason damaged --date 2015-03-11
    handout london THB/lv=1 --date 2015-03-11
    handout london THB/lv=1 --date 2015-03-11
    void 24 --reason twice --yes
    handout london THB/lv=1 --date 2015-03-11 --replaces 25
    ship north THB/lv=6 --received --date 2015-03-10
    ship east THB/lv=6 --received --date 2015-03-10
    ship east THB/ru=5 --date 2015-03-10
    ship east THB/ru=5 --date 2015-03-10
    void 33 --reason twice --yes
    ship east THB/ru=5 --received --date 2015-03-10 --replaces 34
    ship north THB/ru=5 --received --date 2015-03-10
    void 39 --reason twice --yes
    ship north THB/ru=5 --date 2015-03-10
    receive 42 --date 2015-03-10
    void 43 --reason twice --yes
    void 42 --reason twice --yes
    handout annex THB/lv/2=6 --date 2015-03-10
    handout annex THB/lv/2=6 --date 2015-03-10
    count annex THB/lv/2=30 --date 2015-03-10
    count annex THB/lv/2=30 --date 2015-03-10
    count annex THB/lv/2=25 --date 2015-03-10
    place close liepaja --date 2015-03-10
    place reopen liepaja --date 2015-03-10
    ship liepaja THB/lv/2=5 --from annex --received --date 2015-03-10
    ship liepaja THB/lv/2=5 --from annex --date 2015-03-11
    count london THB/lv/1=9 --date 2015-03-10
    handout london THB/lv/1=2 --date 2015-03-10 --before 54
    count north THB/lv/1=6 --date 2015-03-10
    count north THB/lv/1=4 --date 2015-03-10
    void 57 --reason twice --yes
    request add london THB/lv=7 --date 2015-03-10
    request add london THB/lv=7 --date 2015-03-10
    request cancel 2 --date 2015-03-10
    request add dublin THB/ru=4 THB/lv=4 --date 2015-03-10
    ship dublin THB/ru=2 --request 3 --date 2015-03-11
    ship dublin THB/ru=2 --request 3 --date 2015-03-11
    request add dublin THB/lv=4 --date 2015-03-10
    ship s1 THB/en=10 --received --date 2015-03-10
    ship s2 THB/en=10 --received --date 2015-03-10
    return s1 THB/en=2 --date 2015-03-10
    return s2 THB/en=2 --date 2015-03-10
    withdraw THB/ru/1 --reason outdated --date 2015-03-10
    reinstate THB/ru/1 --date 2015-03-10
    withdraw THB/en/1 --reason outdated --date 2015-03-10
    reinstate THB/en/1 --date 2015-03-10
    withdraw THB/en/1 --reason outdated --date 2015-03-10
    place close rome --date 2015-03-05
    place reopen rome --date 2015-03-10
    place close rome --date 2015-03-10
    ship dublin THB/lv=3 --received --date 2015-04-01
    ship liepaja THB/lv/1=5 --received --date 2015-03-11
    count liepaja THB/lv=7 --date 2015-03-11
    count s1 THB/en=8 --full --date 2015-03-10
    receive 11 THB/ru=1 --date 2015-03-13
    receive 11 THB/ru=1 --date 2015-03-13
    ship north THB/ru=5 --date 2015-03-10
    receive 75 THB/ru=3 --close --date 2015-03-10
    void 75 --reason twice --yes
    ship annex THB/lv/2=5 --received --date 2015-03-10
    void 78 --reason twice --yes
    ship london THB/lv=7 --request 1 --date 2015-03-11
    void 81 --reason twice --yes
    request add north THB/lv=2 --date 2015-03-10
    ship north THB/lv=3 --request 5 --date 2015-03-11
    ship dublin THB/lv=1 --request 4 --date 2015-03-10
    request cancel 4 --date 2015-03-11
    return london THB/lv=2 --date 2015-03-11
    void 85 --reason twice --yes
    withdraw THB/lv/2 --reason outdated --date 2015-03-11
    reinstate THB/lv/2 --date 2015-04-01
    handout store THB/lv/1=4 --date 2015-03-31
    handout store THB/lv/1=4 --date 2015-03-31
    handout store THB/lv/1=4 --date 2015-04-01
    writeoff store THB/lv/1=1 --reason lost --date 2015-03-31
    writeoff store THB/lv/1=1 --reason lost --date 2015-03-31
    return london THB/lv=1 --date 2015-03-10 --before 54
    ship annex THB/lv/1=4 --received --date 2015-03-12
    count annex THB/lv/2=9 --full --date 2015-03-15
    void 95 --reason twice --yes
    handout annex THB/lv/1=2 --date 2015-03-16
    handout annex THB/lv/2=1 --date 2015-03-16
    count annex THB/lv/2=12 --full --date 2015-03-20
    handout annex THB/lv/2=7 --date 2015-03-25
    ship east THB/lv/1=1 --date 2015-03-10
    receive 101 --date 2015-03-10
    void 102 --reason twice --yes
    ship east THB/lv/1=1 --date 2015-03-10
    receive 104 --date 2015-03-10
    void 105 --reason twice --yes
    receive 104 --date 2015-03-10
    handout annex THB/lv/2=1 --date 2015-03-08
    handout annex THB/lv/2=1 --date 2015-03-08
    count annex THB/lv/2=27 --date 2015-03-10 --before 48
    print THB/ru 10 --date 2015-02-27
    print THB/ru 12 --date 2015-02-27 --replaces 111
    print THB/en 5 --to annex --date 2015-03-15
    return s1 THB/en=2 --date 2015-03-10
    return s2 THB/en=2 --date 2015-03-10
    void 116 --reason twice --yes
    print THB/et 10 --date 2015-04-02
    print THB/et 10 --date 2015-04-02
    print THB/et 10 --date 2015-04-02
    ship north THB/et/1=4 THB/et/2=4 THB/et/3=4 --received --date 2015-04-02
    writeoff store THB/et/1=1 THB/et/2=1 THB/et/3=1 --reason lost --date 2015-04-02
    ship s1 THB/et/1=2 --received --date 2015-04-02
    count north THB/et/1=3 --date 2015-04-02
    count store THB/et/1=2 --date 2015-04-02
    return north THB/et/1=1 --date 2015-04-02 --before 126
    return north THB/et/1=1 --date 2015-04-02 --before 126
    count s4 --full --date 2015-04-01
    count east THB/lv=7 --date 2015-04-02
    void 131 --reason twice --yes
    count dublin THB/lv=13 --date 2015-04-02
    ship london THB/et/1=1 --date 2015-04-02
    request add north THB/de=3 --date 2015-04-02
    place close s4 --date 2015-04-02
    place reopen s4 --date 2015-04-03
    fund add zero Zero
    booklet add XYZ Another
    run edit THB/en/1 --cost 9.05
    run edit THB/lv/1 --cost 60.25
    run edit THB/lv/1 --cost 50.25
    run edit THB/lv/2 --cost 40.25 --fund amif
"""


@made_once
def collided(clerk: Clerk) -> Clerk:
    """A clerk in whose ledger everything happened twice, mostly on 10 March 2015."""
    for command in WORLD.strip().splitlines():
        clerk.does(*shlex.split(command))
    return clerk


@made_once
def eventful(clerk: Clerk) -> Clerk:
    """A clerk in whose ledger something of every kind happened, and nothing is wrong."""
    for words in HAPPENED:
        clerk.does(*words.split())
    return clerk
