"""Profiles of imports: what was said about a kind of sheet, kept in a file, so that it need not be said again."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from tracker.errors import Refused, WrongUsage, reason
from tracker.messages import Joined, Message, both
from tracker.model.text import did_you_mean, nearest

_TABLE = "table"
"""The key with the table that a profile is for."""

_NOT_KEPT = {
    "day",
    "source",
    "rejects",
    "with_opening",
    "confirmed",
    "dry_run",
    "folder",
    "format_",
    "profile",
    "save_profile",
    "db",
    "clerk",
}
"""The options that a profile does not keep, by the names of their parameters."""


_OF_ONE_SHEET = {"day": "--date", "source": "--source", "with_opening": "--open"}
"""Those of them that say something of one sheet, by the names of their parameters."""


def profile_options(command: Any) -> Any:
    """Add --profile and --save-profile to a command."""
    reads = click.option(
        "--profile", metavar="FILE", is_eager=True, callback=_use, help="Say what was kept; options given here prevail."
    )
    writes = click.option("--save-profile", metavar="FILE", help="Keep what was said for the next sheet of the kind.")
    return reads(writes(command))


def check_profiles(context: click.Context, table: str, profile: str | None, save_profile: str | None) -> None:
    """Raise Refused when the profile is for another table, WrongUsage when one of that name cannot be kept."""
    kept = context.meta.get(_TABLE)
    if profile is not None and kept is None:
        raise Refused("{profile} is not a profile: it does not say for which table it is.", profile=profile)
    if profile is not None and kept != table:
        raise Refused("{profile} is a profile for {kept}, not for {table}.", profile=profile, kept=kept, table=table)
    if save_profile is not None and Path(save_profile).suffix.lower() != ".toml":
        raise WrongUsage("'{profile}' is not a name for a profile; let it end in .toml.", profile=save_profile)


def save(context: click.Context, table: str, path: str) -> None:
    """Write what was said on the command line, and in the profile that was used. Raises Refused when it cannot."""
    from tracker.render.files import replacing

    with replacing(path) as stream:
        stream.write(f"{_TABLE} = {_written(table)}\n")
        for key, option in _options(context):
            if context.get_parameter_source(option.name or "") in (
                ParameterSource.COMMANDLINE,
                ParameterSource.DEFAULT_MAP,
            ):
                stream.write(f"{key} = {_written(context.params[option.name or ''])}\n")


def told_not_kept(context: click.Context) -> tuple[Message, ...]:
    """Return that a profile does not keep what was said of this sheet alone, if anything was."""
    said = [option for name, option in _OF_ONE_SHEET.items() if context.params.get(name)]
    told = Message("The profile does not keep {options}: say that again with each sheet that needs it.")
    return (told.given(options=both(said)),) if said else ()


def _options(context: click.Context) -> Iterator[tuple[str, click.Option]]:
    """Yield the options that a profile keeps, by the keys that they have there."""
    for option in context.command.params:
        if isinstance(option, click.Option) and option.expose_value and option.name not in _NOT_KEPT:
            yield max(option.opts, key=len).removeprefix("--"), option


def _use(context: click.Context, _option: click.Parameter, path: str | None) -> str | None:
    """Let the options that are not given have the values of a profile."""
    if path is None or context.resilient_parsing:
        return path
    values, options = _read(path), dict(_options(context))
    context.meta[_TABLE] = values.pop(_TABLE, None)
    defaults = {}
    for key, value in values.items():
        if key not in options:
            unknown = Message("{profile} says '{key}', which no profile does.", profile=path, key=key)
            close = did_you_mean(nearest(key, options))
            raise Refused.of(Joined(unknown, close or Message("It may say {keys}.", keys=", ".join(options))))
        defaults[options[key].name or ""] = _checked(path, key, options[key], value)
    context.default_map = {**(context.default_map or {}), **defaults}
    return path


def _read(path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refused("Cannot read {profile}: {reason}.", profile=path, reason=reason(error)) from None
    except (tomllib.TOMLDecodeError, UnicodeError, ValueError) as error:
        raise Refused("{profile} is not a profile: {reason}.", profile=path, reason=str(error).rstrip(".")) from None


def _checked(path: str, key: str, option: click.Option, value: Any) -> Any:
    """Return the value of an option. Raises Refused when it is of another type than such an option has."""
    if option.is_flag:
        wanted, fits = Message("true or false"), isinstance(value, bool)
    elif option.multiple:
        wanted = Message('a list of texts, such as ["{key}"]', key=key)
        fits = isinstance(value, list) and all(isinstance(each, str) for each in value)
    else:
        wanted, fits = Message("a text or a number"), isinstance(value, str | int) and not isinstance(value, bool)
    if not fits:
        raise Refused("{profile} says '{key}', but not as {wanted}.", profile=path, key=key, wanted=wanted)
    return value if isinstance(value, bool | list) else str(value)


def _written(value: Any) -> str:
    """Return a value as TOML has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple) and type(value) is tuple:
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, int):
        return str(value)
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
