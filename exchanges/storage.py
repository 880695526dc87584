from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    """A folder under no address: whoever asks a file of it for its URL is refused."""

    def url(self, name: str | None) -> str:
        raise ValueError("This file is not accessible via a URL.")
