"""E-mail through Django's backend. Once handed over nobody can take it back: what is not known to have failed is not sent again."""

import smtplib
from contextlib import suppress

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from center.foundation.gateway.message import Later, Message, Never, Unclear

SAID_NO = (smtplib.SMTPSenderRefused, smtplib.SMTPDataError)


def is_there() -> bool:
    """Whether mail has a way: a server is named, or this is a local run, whose letters lie in a folder."""
    return bool(settings.EMAIL_HOST) or not settings.PRODUCTION


def send(message: Message) -> None:
    """Send one letter. Raises Never, Later while nothing has left the house, Unclear when the server fell silent in between."""
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise Later(type(error).__name__, away=True) from None
    try:
        EmailMessage(_subject(message.text), message.text, to=[message.to], connection=connection).send()
    except smtplib.SMTPRecipientsRefused as error:
        raise _by_code([code for code, _words in error.recipients.values()]) from None
    except SAID_NO as error:
        raise _by_code([error.smtp_code]) from None
    except (OSError, smtplib.SMTPException) as error:
        raise Unclear(type(error).__name__) from None
    finally:
        with suppress(OSError, smtplib.SMTPException):  # the answer to the letter was given before
            connection.close()


def _by_code(codes: list[int]) -> Exception:
    """RFC 5321 section 4.2.1: 4yz may be tried again, 5yz may not."""
    worst = max(codes, default=500)
    return Never(f"code {worst}") if worst >= 500 else Later(f"code {worst}")


def _subject(text: str) -> str:
    """The first sentence without line breaks, which a header must not hold."""
    return " ".join(text.split())[:60]
