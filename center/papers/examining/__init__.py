"""Finding out what a file that came in really is. Runs apart from the web process (`__main__.py`), knows neither Django nor the database.

A file made to harm a decoder harms a process that holds no key, no connection and no other request, and that ends at its limits.
"""
