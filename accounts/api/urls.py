"""The signed-in endpoints of accounts."""

from django.urls import path

import wire.converters  # noqa: F401 - knows <id:…>
from accounts.api import views

urlpatterns = [
    path("me", views.MeView.as_view()),
    path("me/tokens", views.TokensView.as_view()),
    path("me/tokens/<id:token>", views.TokenView.as_view()),
]
