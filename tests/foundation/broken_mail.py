"""A mail server that takes the call and breaks while the letter is handed over."""

from django.core.mail.backends.base import BaseEmailBackend

error: Exception = OSError()


class Breaking(BaseEmailBackend):
    def open(self):
        return True

    def close(self):
        pass

    def send_messages(self, email_messages):
        raise error
