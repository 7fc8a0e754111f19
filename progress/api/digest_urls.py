"""The doors to the learner's weekly digest."""

from django.urls import path

from progress.api.digest import DigestPreviewView, DigestsView, DigestView

urlpatterns = [
    path("me/digest", DigestView.as_view()),
    path("me/digest/preview", DigestPreviewView.as_view()),
    path("me/digests", DigestsView.as_view()),
]
