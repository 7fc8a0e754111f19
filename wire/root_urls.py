"""Pages about problems, and the probes of whatever runs us, at the root."""

from django.urls import path

from wire.health import LiveView, ReadyView
from wire.problem_pages import problem, problem_list

urlpatterns = [
    path("problems", problem_list, name="problems"),
    path("problems/<str:code>", problem, name="problem"),
    path("livez", LiveView.as_view()),
    path("readyz", ReadyView.as_view()),
]
