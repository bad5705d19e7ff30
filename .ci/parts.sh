# Shared by the scripts of CI: titles, and the time that each part takes.

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
