"""The outermost edge."""


def main() -> None:
    """Run."""
