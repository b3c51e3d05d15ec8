"""The papers of a case: written, issued, void, and brought to the parties. How a paper is made is the business of `center.papers`."""
