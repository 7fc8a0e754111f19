"""Where curators work: tracks, skills, roadmaps, drafts, quiz. The rules are the services'."""

from django.contrib import admin

from roadmap.admin import links, nodes, quiz, roadmaps, skills, tracks, versions

__all__ = ["links", "nodes", "quiz", "roadmaps", "skills", "tracks", "versions"]

admin.site.site_header = admin.site.site_title = "Waymark"
admin.site.index_title = "Roadmaps, learners and their weekly digest"
# The product's pages are the clients', so there is no site to view from here.
admin.site.site_url = None
