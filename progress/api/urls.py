"""The signed-in endpoints of progress."""

from django.urls import include, path

from progress.api import views

urlpatterns = [
    path("me/enrollments", views.EnrollmentsView.as_view()),
    path("me/enrollments/<slug:roadmap>", views.EnrollmentView.as_view()),
    path("me/enrollments/<slug:roadmap>/progress", views.ProgressView.as_view()),
    path("me/enrollments/<slug:roadmap>/skips/<str:node>", views.SkipView.as_view()),
    path("me/marks", views.MarksView.as_view()),
    path("me/marks/<str:skill>", views.MarkView.as_view()),
    path("me/next", views.NextView.as_view()),
    path("me/comparison", views.ComparisonView.as_view()),
    path("me/activity", views.ActivityView.as_view()),
    path("", include("progress.api.digest_urls")),
]
