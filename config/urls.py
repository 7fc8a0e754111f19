"""Every door of the product in one table."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("roadmap.api.urls")),
    path("api/v1/", include("accounts.api.urls")),
    path("api/v1/", include("progress.api.urls")),
    path("api/v1/", include("wire.urls")),
    path("_allauth/", include("accounts.urls")),
    path("admin/", admin.site.urls),
    path("", include("progress.urls")),
    path("", include("wire.root_urls")),
]
