"""What is read once: within the bounds of a load, or by a process for a few seconds."""

from itertools import count

from center.foundation.remembering import kept, remembered, remembering


def test_each_time_anew_unless_said_otherwise():
    serial = count()
    assert [remembered("a", lambda: next(serial)), remembered("a", lambda: next(serial))] == [0, 1]


def test_once_for_each_key_within_its_bounds():
    serial = count()
    with remembering():
        assert [remembered(key, lambda: next(serial)) for key in "aab"] == [0, 0, 1]
    assert remembered("a", lambda: next(serial)) == 2


def test_a_process_keeps_an_answer_for_as_long_as_the_settings_say(settings):
    serial = count()
    settings.KEPT_SECONDS = 60
    assert [kept("kept for a minute", lambda: next(serial)) for _ in range(2)] == [0, 0]
    settings.KEPT_SECONDS = 0
    assert [kept("not kept", lambda: next(serial)) for _ in range(2)] == [1, 2]


def test_what_fails_is_not_kept(settings):
    settings.KEPT_SECONDS = 60

    def fails():
        raise LookupError

    for read, expected in [(fails, None), (lambda: 1, 1)]:
        try:
            assert kept("failed once", read) == expected
        except LookupError:
            assert expected is None
