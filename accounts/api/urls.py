"""The signed-in endpoints of accounts."""

from django.urls import path

from accounts.api import views

urlpatterns = [
    path("me", views.MeView.as_view()),
    path("me/tokens", views.TokensView.as_view()),
    path("me/tokens/<uuid:token>", views.TokenView.as_view()),
]
