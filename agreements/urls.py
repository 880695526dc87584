from django.urls import path

from . import views

app_name = "agreements"
urlpatterns = [
    path("", views.AgreementList.as_view(), name="list"),
    path("<slug:slug>/", views.AgreementPage.as_view(), name="detail"),
]
