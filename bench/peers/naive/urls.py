"""The same paths as ours."""

from django.urls import path

from bench.peers.naive import views

urlpatterns = [
    path("api/v1/roadmaps/<slug:roadmap>/graph", views.GraphView.as_view()),
    path("api/v1/me/enrollments/<slug:roadmap>/progress", views.ProgressView.as_view()),
    path("api/v1/me/enrollments", views.DashboardView.as_view()),
    path("api/v1/me/marks/<slug:skill>", views.MarkView.as_view()),
]
