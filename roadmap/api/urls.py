"""What everybody may read about tracks, roadmaps and skills."""

from django.urls import path

import wire.converters  # noqa: F401 - knows <number:…>
from roadmap.api import views

urlpatterns = [
    path("tracks", views.TracksView.as_view()),
    path("tracks/<slug:track>", views.TrackView.as_view()),
    path("tracks/<slug:track>/comparison", views.ComparisonView.as_view()),
    path("fit-quiz", views.FitQuizView.as_view()),
    path("fit-quiz/results", views.FitResultsView.as_view()),
    path("roadmaps", views.RoadmapsView.as_view()),
    path("roadmaps/<slug:roadmap>", views.RoadmapView.as_view()),
    path("roadmaps/<slug:roadmap>/graph", views.GraphView.as_view()),
    path("roadmaps/<slug:roadmap>/nodes/<str:node>", views.NodeView.as_view()),
    path("roadmaps/<slug:roadmap>/versions", views.VersionsView.as_view()),
    path(
        "roadmaps/<slug:roadmap>/versions/<number:number>/graph", views.VersionGraphView.as_view()
    ),
    path(
        "roadmaps/<slug:roadmap>/versions/<number:number>/nodes/<str:node>",
        views.VersionNodeView.as_view(),
    ),
    path("skills", views.SkillsView.as_view()),
    path("skills/<slug:skill>", views.SkillView.as_view()),
]
