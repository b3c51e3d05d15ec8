"""The way out of the house: text messages and WeChat through an HTTP gateway, letters by e-mail, receipts back in.

Each door has one function, `send(message)`, which returns when the message was taken, and otherwise raises one of the
three errors of `message.py`: never, later, or nobody can say.
"""
