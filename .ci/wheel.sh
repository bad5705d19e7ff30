#!/usr/bin/env bash
# What the program does that is installed alone, in an empty folder: the sample goes out and comes in again, whole as
# a data package, and sheet by sheet as csv and as workbooks.
set -euo pipefail

tracker demo
tracker --db demo.db check
tracker --db demo.db stock -o stock.xlsx

tracker --db demo.db export --all package
tracker --db again.db import --all package
tracker --db again.db export --all again
diff -r package again

for format in csv xlsx; do
    export TRACKER_DB="$format.db"
    tracker init
    tracker fund add public-order "Sabiedriskās kārtības uzturēšanas fonds"
    for table in booklets places print-runs shipments; do
        tracker --db demo.db export "$table" -o "$table.$format"
        tracker import "$table" "$table.$format" --create-missing
    done
    tracker check
    tracker export shipments -o imported.csv
    diff <(cut -d, -f2- shipments.csv) <(cut -d, -f2- imported.csv)  # but for the numbers of the entries
done
tracker import shipments shipments.csv | grep -F ' 0 recorded, '
