# What the scripts of CI share: titles, and how long each part took.

say() {
    printf '\n== %s\n' "$*"
}

# Run a command under a title, and say how long it took.
part() {
    local title=$1 began=$EPOCHSECONDS
    say "$title"
    "${@:2}"
    printf -- '-- %d s: %s\n' "$((EPOCHSECONDS - began))" "$title"
}
