"""How a page for browsers looks: on a wide screen and a narrow one, by day and by night, and on paper."""

STYLE = """\
:root { color-scheme: light dark; --ink: #1c1c1c; --paper: #fff; --shade: #f1f1ee; --rule: #c9c9c4; --alarm: #b3001b }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e6e3; --paper: #171717; --shade: #262626; --rule: #4b4b4b; --alarm: #ff8f85 }
}
body { margin: 1rem; background: var(--paper); color: var(--ink); font: 1rem/1.4 system-ui, sans-serif }
h1 { font-size: 1.3rem; margin: 0 0 .5rem }
h2 { font-size: 1.1rem; margin: 1.2rem 0 .4rem }
div { overflow-x: auto }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
caption { contain: inline-size; text-align: start }
caption > * { position: sticky; left: 0; width: min(44rem, 100vw - 2rem) }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--rule); text-align: start; vertical-align: top }
thead th { background: var(--shade); vertical-align: bottom }
td:not([class]) { min-width: 9rem }
tfoot td, tfoot th { border-top: 2px solid var(--rule); font-weight: bold }
.c, .n { white-space: nowrap }
.n { text-align: end }
th.n { white-space: normal }
.alarm { color: var(--alarm); font-weight: bold }
.alarm::before { content: "!" }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 0 }
dt { color: color-mix(in srgb, var(--ink) 75%, var(--paper)) }
dd { margin: 0; overflow-wrap: anywhere }
ul { margin: 0; padding-left: 1.2rem }
figure { margin: 1rem 0 }
figure svg { max-width: 100%; height: auto }
footer { margin-top: 1.5rem }
code { overflow-wrap: anywhere }
@media screen and (max-width: 40rem) {
  body { margin: .75rem; font-size: .9rem }
  caption > * { width: calc(100vw - 1.5rem) }
  th, td { padding: .3rem .4rem }
  tr > :first-child { position: sticky; left: 0; max-width: 40vw; background: var(--paper) }
  thead th:first-child { background: var(--shade) }
}
@media print {
  :root { color-scheme: light; --ink: #000; --paper: #fff; --shade: #fff; --rule: #888; --alarm: #000 }
  @page { margin: 12mm }
  @page wide { size: landscape }
  .wide { page: wide; font-size: 7pt }
  body { margin: 0; font-size: 9pt }
  div { overflow: visible }
  caption { break-after: avoid }
  caption > * { position: static; width: auto }
  thead { display: table-header-group }
  tfoot { display: table-row-group }
  tr { break-inside: avoid }
  th, td { padding: 1pt 3pt }
  td:not([class]) { min-width: 0 }
  .wide .c { white-space: normal }
  h2 { break-after: avoid }
}
"""
