from django.urls import path

from . import views

app_name = "activities"
urlpatterns = [
    path("", views.ActivityList.as_view(), name="list"),
    path("<int:year>/<slug:slug>/", views.ActivityPage.as_view(), name="detail"),
]
