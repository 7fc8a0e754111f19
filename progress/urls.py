"""What mails lead to, at the root: short addresses without a login."""

from django.urls import path

from progress.api import pages

urlpatterns = [
    path("u/<str:token>", pages.unsubscribe),
    path("d/<str:token>", pages.done),
    path("dev/mail", pages.mails),
    path("dev/mail/<str:name>", pages.mails),
]
