"""Sound: walked from frame to frame or from box to box to the very end, so that nothing is cut off and nothing hides behind.

MP3 (ISO/IEC 11172-3, 13818-3), AAC in ADTS (ISO/IEC 13818-7), AMR (RFC 4867, section 5).
"""

from typing import BinaryIO

from center.papers.examining import alone
from center.papers.examining.kinds import AAC, AMR, M4A, MP3, OGG, WAV, Kind, Unfit

LEAST_FRAMES = 4
AMR_NARROW = {kind: size for kind, size in enumerate((12, 13, 15, 17, 19, 20, 26, 31, 5))} | {
    15: 0
}  # bytes after the first
AMR_WIDE = {kind: size for kind, size in enumerate((17, 23, 32, 36, 40, 46, 50, 58, 60, 5))} | {14: 0, 15: 0}
BIT_RATES = {  # kbit/s by (MPEG 1, layer)
    (True, 1): (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (True, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 1): (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
BIT_RATES[(False, 3)] = BIT_RATES[(False, 2)]
SAMPLE_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}  # by version


def check(source: BinaryIO, kind: Kind) -> None:
    """Raises Unfit("broken" | "two_kinds" | "kind_unknown")."""
    from center.papers.examining import containers

    alone.check(source)
    source.seek(0)
    data = source.read()
    walks = {MP3: _mp3, AAC: _aac, AMR: _amr, WAV: containers.wav, OGG: containers.ogg, M4A: containers.m4a}
    try:
        walks[kind](data)
    except IndexError as error:
        raise Unfit("broken") from error


def _mp3(data: bytes) -> None:
    at, end, frames = _after_id3(data), len(data), 0
    if data[-128:-125] == b"TAG":
        end -= 128
    ape = data.find(b"APETAGEX", max(at, end - 65536), end)
    end = ape if ape >= 0 else end
    first = at
    while at < end:
        length = _mp3_frame(data, at)
        if at + length > end and frames < LEAST_FRAMES:
            break
        at, frames = at + length, frames + 1
    if frames < LEAST_FRAMES or _promised(data, first) > end - first:
        raise Unfit("broken")


def _after_id3(data: bytes) -> int:
    if data[:3] != b"ID3":
        return 0
    size = 0
    for part in data[6:10]:
        if part & 0x80:
            raise Unfit("broken")
        size = size << 7 | part
    at = 10 + size + (10 if data[5] & 0x10 else 0)
    while at < len(data) and data[at] == 0:  # some writers leave room
        at += 1
    return at


def _mp3_frame(data: bytes, at: int) -> int:
    """The length of the frame in bytes; the last one may be cut by the recorder that was stopped."""
    if data[at] != 0xFF or data[at + 1] & 0xE0 != 0xE0:
        raise Unfit("broken")
    version, layer = data[at + 1] >> 3 & 3, 4 - (data[at + 1] >> 1 & 3)
    rate, sampling = data[at + 2] >> 4, data[at + 2] >> 2 & 3
    if version == 1 or layer == 4 or rate in (0, 15) or sampling == 3:
        raise Unfit("broken")
    bits, hertz, padding = (
        BIT_RATES[(version == 3, layer)][rate] * 1000,
        SAMPLE_RATES[version][sampling],
        data[at + 2] >> 1 & 1,
    )
    if layer == 1:
        return (12 * bits // hertz + padding) * 4
    return (72 if layer == 3 and version != 3 else 144) * bits // hertz + padding


def _promised(data: bytes, first: int) -> int:
    """The bytes of sound that the encoder says it wrote, where it says so."""
    at = max(data.find(b"Xing", first, first + 64), data.find(b"Info", first, first + 64))
    if at < 0 or not data[at + 7] & 2:
        return 0
    at += 8 + (4 if data[at + 7] & 1 else 0)
    return int.from_bytes(data[at : at + 4], "big")


def _aac(data: bytes) -> None:
    at = frames = 0
    while at < len(data):
        if data[at] != 0xFF or data[at + 1] & 0xF6 != 0xF0:
            raise Unfit("broken")
        length = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
        if length < 7 or at + length > len(data):
            raise Unfit("broken")
        at, frames = at + length, frames + 1
    if frames < LEAST_FRAMES:
        raise Unfit("broken")


def _amr(data: bytes) -> None:
    wide = data.startswith(b"#!AMR-WB\n")
    at, frames, sizes = 9 if wide else 6, 0, AMR_WIDE if wide else AMR_NARROW
    while at < len(data):
        size = sizes.get(data[at] >> 3 & 15)
        if size is None or data[at] & 0x83 or at + 1 + size > len(data):
            raise Unfit("broken")
        at, frames = at + 1 + size, frames + 1
    if frames < LEAST_FRAMES:
        raise Unfit("broken")
