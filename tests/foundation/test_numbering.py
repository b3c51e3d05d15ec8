"""Numbers: one after the other without a gap, whoever asks at once, and a check character that finds slips."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from hypothesis import given
from hypothesis import strategies as st

from center.foundation.models import Counter
from center.foundation.numbering import check_character, compact, compose, group, is_valid, next_number

NUMBER = "HHT2026112400174"
codes = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=5)
numbers = st.builds(compose, codes, st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, 99999))


@pytest.mark.django_db
def test_each_office_and_period_counts_from_one():
    asked = [("HHT", "20261124"), ("HHT", "20261124"), ("MB", "20261124"), ("HHT", "20261125"), ("HHT", "20261124")]
    assert [next_number(*each) for each in asked] == [1, 2, 1, 1, 3]


@pytest.mark.django_db
def test_a_number_that_was_rolled_back_is_given_again():
    assert next_number("HHT", "2026") == 1
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert next_number("HHT", "2026") == 2
        raise ZeroDivisionError
    assert next_number("HHT", "2026") == 2


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_refused():
    with pytest.raises(TransactionManagementError):
        next_number("HHT", "2026")
    assert not Counter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_leave_no_gap_and_no_double():
    def take(worker: int) -> list[int]:
        taken = []
        try:
            for turn in range(44):
                try:
                    with transaction.atomic():
                        number = next_number("HHT", "20261124")
                        if turn % 11 == 10:  # some fail after they took theirs
                            raise ZeroDivisionError
                    taken.append(number)
                except ZeroDivisionError:
                    pass
        finally:
            connection.close()
        return taken

    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(take, range(8)))
    assert [len(row) for row in rows] == [40] * 8
    assert sorted(number for row in rows for number in row) == list(range(1, 321))
    assert all(row == sorted(row) for row in rows)


def test_a_case_number_reads_as_it_is_printed():
    assert compose("HHT", date(2026, 11, 24), 17) == NUMBER
    assert group(NUMBER) == "HHT-20261124-0017-4"
    assert group(compose("HHT", date(2026, 11, 24), 123456))[:19] == "HHT-20261124-123456"
    assert group("盱综告〔2026〕17号") == "盱综告〔2026〕17号"


@pytest.mark.parametrize("code", ["H", "HHTHHT", "hht", "H1T", "", "盱眙"])
def test_a_code_is_two_to_five_letters(code):
    with pytest.raises(ValueError, match="two to five"):
        compose(code, date(2026, 11, 24), 1)


@pytest.mark.parametrize(
    "typed",
    [
        "hht-20261124-0017-4",
        " HHT 20261124 0017 4 ",
        "ＨＨＴ－２０２６１１２４－００１７－４",
        "HHT—20261124–0017‑4",
        "HHT20261124\u200b00174\n",
    ],
)
def test_a_number_is_known_however_it_is_typed(typed):
    assert compact(typed) == NUMBER
    assert is_valid(typed)


@pytest.mark.parametrize(
    "typed", ["", "4", "HHT202611240017", "HHT2026112400184", "盱眙县", "HHT_1", "💥", "\x00", "٣٤"]
)
def test_what_is_no_number_is_not_taken_for_one(typed):
    assert not is_valid(typed)


def test_a_check_character_is_for_digits_and_letters_only():
    with pytest.raises(ValueError, match="digits and letters"):
        check_character("盱眙")
    with pytest.raises(ValueError, match="digits and letters"):
        check_character("")


@given(numbers, st.data())
def test_a_wrong_character_is_found(number, data):
    at = data.draw(st.integers(0, len(number) - 1))
    other = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ").filter(lambda one: one != number[at]))
    assert is_valid(number)
    assert not is_valid(number[:at] + other + number[at + 1 :])


@given(numbers)
def test_a_group_is_the_same_number(number):
    assert compact(group(number)) == number
    assert is_valid(group(number).lower())


@given(st.text(max_size=40))
def test_any_text_can_be_asked_about(text):
    assert is_valid(text) in {True, False}
    assert group(text).replace("-", "") == text.replace("-", "")
