"""What a request may send: the rest of a file that is too large is dropped as it comes in, before it fills the disk."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from center.foundation.errors import Refused


class Bounded(FileUploadHandler):
    """First in FILE_UPLOAD_HANDLERS. A file over FILE_MAX_BYTES arrives one piece too long, by which it is refused with a sentence."""

    files = received = 0

    def new_file(self, *args, **kwargs) -> None:
        super().new_file(*args, **kwargs)
        self.files += 1
        if self.files > settings.FILES_PER_REQUEST:
            _overfull(self.request)
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        if self.received > settings.FILES_REQUEST_BYTES:
            _overfull(self.request)
            return None
        return None if start > settings.FILE_MAX_BYTES else raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return None


def check(request: HttpRequest) -> None:
    """Raises Refused("too_many_files") when a request sent more than is taken at once; asked after its files were read."""
    if getattr(request, "overfull", False):
        raise too_many_files()


def too_many_files() -> Refused:
    words = {"files": settings.FILES_PER_REQUEST, "megabytes": settings.FILES_REQUEST_BYTES // 1024**2}
    return Refused(
        _(
            "At most %(files)s files and %(megabytes)s MB are taken at once. Nothing was kept; send them in several goes."
        )
        % words,
        "too_many_files",
        status=422,
    )


def _overfull(request: HttpRequest | None) -> None:
    if request is not None:
        request.overfull = True  # type: ignore[attr-defined]
