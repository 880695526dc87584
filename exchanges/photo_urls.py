from django.urls import path

from . import photo_page, photo_sharing, views

app_name = "photos"
urlpatterns = [
    path("", views.PhotoList.as_view(), name="list"),
    path("<digits:pk>/", photo_page.PhotoPage.as_view(), name="detail"),
    path("<digits:pk>/photo.jpg", photo_sharing.PhotoJpeg.as_view(), name="jpeg"),
]
