"""A filter for every log line: no query string, no secret path, no digits long enough to be an identity or phone number."""

import logging
import re

# Digits end where no digit follows: a Chinese character beside them is no boundary of a word to `\b`.
PATTERNS = [
    (re.compile(r"(/q/)[^\s\"'?]+"), r"\1***"),
    (re.compile(r"\?[^\s\"']*"), "?***"),
    (re.compile(r"(?<!\d)\d{6}(?:19|20)\d{2}\d{7}[\dXx](?!\d)"), "***id***"),
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "***phone***"),
]
PLAIN = logging.Formatter()


def discreet(text: str) -> str:
    """`text` without what must not be in a log."""
    for pattern, instead in PATTERNS:
        text = pattern.sub(instead, text)
    return text


class Discreet(logging.Filter):
    """Rewrites the finished message of a record, and the traceback with what the error itself says."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = discreet(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = discreet(PLAIN.formatException(record.exc_info))
        return True
