from django.urls import path

from . import photo_page, views

app_name = "photos"
urlpatterns = [
    path("", views.PhotoList.as_view(), name="list"),
    path("<digits:pk>/", photo_page.PhotoPage.as_view(), name="detail"),
]
