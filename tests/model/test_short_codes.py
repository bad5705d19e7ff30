from tracker.model.codes import LETTERS, ShortCode, parse_short_code, short_code, written_alike


def test_a_short_code_is_a_number_and_its_letter() -> None:
    assert short_code(255) == "255-K"
    assert parse_short_code("255-k") == ShortCode(255, is_right=True)
    assert parse_short_code("265-K") == ShortCode(265, is_right=False)
    assert [parse_short_code(text) for text in ("255", "K-255", "255-KK", "255 K", "0-A", "255—K", "２55-K")] == [
        None
    ] * 7


def test_a_short_code_may_have_zeros_before_it_and_the_dash_that_a_program_made_of_its_hyphen() -> None:
    for text in ("0255-K", "255\N{EN DASH}k", "255\N{MINUS SIGN}K", "255\N{NON-BREAKING HYPHEN}K", "255\N{HYPHEN}K"):
        assert parse_short_code(text) == ShortCode(255, is_right=True)
        assert {text, "255-K", "255-k", "255\N{EN DASH}K"} <= set(written_alike(text))
    assert written_alike("255") == ("255",)


def test_no_wrong_digit_and_no_two_that_changed_places_have_the_same_letter() -> None:
    for number in (7, 255, 1090, 98_765, 1_000_000):
        digits = str(number)
        wrong = {digits[:at] + new + digits[at + 1 :] for at in range(len(digits)) for new in "0123456789"}
        wrong |= {digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in range(len(digits) - 1)}
        for other in wrong - {digits}:
            assert int(other) == 0 or short_code(int(other))[-1] != short_code(number)[-1], (number, other)
    assert not set("IOZ") & set(LETTERS)
