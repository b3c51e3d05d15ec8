"""How alike two narratives are: the pairs of letters they share, and a short keyed signature by which alike ones are found.

MinHash in bands (Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, ch. 3): BANDS bands of ROWS minima each.
Two texts that share the part s of their pairs share a band with the chance 1 - (1 - s^ROWS)^BANDS: 99 of 100 at s = 0.5, where
the same clerk writes the same matter down again, 88 at 0.35, where another one does, and 1 at 0.03, where other matters lie.
"""

import hashlib
import random
import unicodedata
from functools import cache

from center.foundation import keys

PIECE = 2  # letters of a piece
BANDS, ROWS = 16, 2
MOST_LETTERS = 4000  # of a narrative that are looked at
MOST_PIECES = 400  # of a long text those with the smallest hashes stand for all
WORD = (1 << 64) - 1
_MIXES = [(random.Random(n).getrandbits(64) | 1, random.Random(-n - 1).getrandbits(64)) for n in range(BANDS * ROWS)]


def pieces(text: str) -> frozenset[str]:
    """The pairs of neighbouring letters of `text` without spaces, stops and case; a shorter text is one piece, an empty one none."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKC", text[:MOST_LETTERS]).casefold() if letter.isalnum()
    )
    if len(plain) <= PIECE:
        return frozenset([plain] if plain else [])
    return frozenset(plain[start : start + PIECE] for start in range(len(plain) - PIECE + 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of their pieces that two texts have in common, 0 to 1 (Jaccard); a short text within a long one counts half as much again.

    A second telling is often the first with more around it: the better of Jaccard and two thirds of the share of the shorter text.
    """
    if not one or not other:
        return 0.0
    shared = len(one & other)
    return max(shared / (len(one) + len(other) - shared), 2 / 3 * shared / min(len(one), len(other)))


def bands(text: str) -> list[int]:
    """The signature of `text`: up to BANDS numbers of 63 bits, each saying in which band it stands; none for an empty text.

    Hashed with the key of the look-up digests: without the key nobody can try out of which words a number was made.
    """
    hashes = sorted(_hash(piece) for piece in pieces(text))[:MOST_PIECES]
    if not hashes:
        return []
    minima = [min((number * odd + more) & WORD for number in hashes) for odd, more in _MIXES]
    return [_band(place, minima[place * ROWS : (place + 1) * ROWS]) for place in range(BANDS)]


def _band(place: int, minima: list[int]) -> int:
    packed = b"".join(number.to_bytes(8) for number in (place, *minima))
    return int.from_bytes(hashlib.blake2b(packed, digest_size=8).digest()) >> 1  # fits a signed column


def _hash(piece: str) -> int:
    return int.from_bytes(hashlib.blake2b(piece.encode("utf-8", "surrogatepass"), digest_size=8, key=_key()).digest())


@cache
def _key() -> bytes:
    return hashlib.blake2b(keys.digest_key(), digest_size=32, person=b"likeness").digest()
