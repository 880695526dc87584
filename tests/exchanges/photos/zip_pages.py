"""What the tests of zip import share."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

UPLOAD = "/admin/exchanges/photo/archive/"
REFERENCE = "DCE-2019-0147"
ROW = ("a.jpg", REFERENCE, "The ship", "A grey ship", "Photo: Navy")


def upload(client: Client, file: SimpleUploadedFile) -> HttpResponse:
    """The page after an upload: the check, or the form with what is wrong."""
    response = client.post(UPLOAD, {"archive": file}, follow=True)
    assert response.status_code == 200
    return response


def check_address(response: HttpResponse) -> str:
    return response.redirect_chain[0][0]


def results(response: HttpResponse) -> list[tuple[bool, list[str], list[str]]]:
    """Of each row whether it can be added, its problems and its warnings."""
    return [
        (row.is_ready, [message for message, _hint in row.problems], row.warnings)
        for row, _upload, _activity, _url in response.context["rows"]
    ]


def only_problem(response: HttpResponse) -> str:
    [(is_ready, problems, _warnings)] = results(response)
    assert not is_ready
    [problem] = problems
    return problem
