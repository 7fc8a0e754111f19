"""The answers of progress as the schema describes them. `bodies` makes them; nothing here runs."""

from __future__ import annotations

from rest_framework import serializers

from progress.models import Status


class SummaryAnswer(serializers.Serializer):
    """Counts of units; a choice group of n is n of them."""

    done = serializers.IntegerField()
    in_progress = serializers.IntegerField()
    skipped = serializers.IntegerField()
    total = serializers.IntegerField()
    percent = serializers.IntegerField(min_value=0, max_value=100)
    minutes_left = serializers.IntegerField()

    example = {
        "done": 3,
        "in_progress": 1,
        "skipped": 1,
        "total": 47,
        "percent": 6,
        "minutes_left": 21400,
    }


class EditionAnswer(serializers.Serializer):
    roadmap = serializers.SlugField()
    edition = serializers.IntegerField()
    version = serializers.IntegerField()
    latest_version = serializers.IntegerField()
    upgrade_available = serializers.BooleanField()
    summary = SummaryAnswer()

    example = {
        "roadmap": "ai-engineer",
        "edition": 2,
        "version": 3,
        "latest_version": 4,
        "upgrade_available": True,
    }


class EnrollmentAnswer(EditionAnswer):
    title = serializers.CharField()
    enrolled_at = serializers.DateTimeField()
    weekly_minutes = serializers.IntegerField(allow_null=True)
    target_on = serializers.DateField(allow_null=True)
    days_off = serializers.ListField(child=serializers.DateField())
    favourite = serializers.BooleanField()
    paused = serializers.BooleanField()

    example = {
        "title": "AI engineer",
        "enrolled_at": "2026-11-20T08:00:00Z",
        "weekly_minutes": 300,
        "target_on": None,
        "days_off": [],
        "favourite": False,
        "paused": False,
    }


class EnrollmentPage(serializers.Serializer):
    items = EnrollmentAnswer(many=True)
    next_cursor = serializers.CharField(allow_null=True)

    example = {"next_cursor": None}


class OriginAnswer(serializers.Serializer):
    roadmap = serializers.SlugField(allow_null=True)
    skill = serializers.SlugField()


class StandingOnNodeAnswer(serializers.Serializer):
    status = serializers.ChoiceField(["not_started", "in_progress", "done", "skipped"])
    at = serializers.DateTimeField(required=False)
    credited_from = OriginAnswer(required=False)
    waiting_for = serializers.ListField(child=serializers.CharField(), required=False)


class MilestoneAnswer(serializers.Serializer):
    reached_at = serializers.DateTimeField(allow_null=True)


class ProgressAnswer(EditionAnswer):
    groups = serializers.DictField(child=SummaryAnswer())
    milestones = serializers.DictField(child=MilestoneAnswer())
    nodes = serializers.DictField(child=StandingOnNodeAnswer())
    frontier = serializers.ListField(child=serializers.SlugField())
    cursor = serializers.CharField()

    example = {
        "groups": {
            "~cloud": {
                "done": 0,
                "in_progress": 0,
                "skipped": 0,
                "total": 1,
                "percent": 0,
                "minutes_left": 900,
            }
        },
        "milestones": {"~first-app": {"reached_at": None}},
        "nodes": {
            "python": {
                "status": "done",
                "at": "2026-11-20T08:00:00Z",
                "credited_from": {"roadmap": "ml-engineer", "skill": "python"},
            },
            "rag": {"status": "not_started", "waiting_for": ["prompting"]},
        },
        "frontier": ["prompting", "sql"],
        "cursor": "1.482",
    }


class MarkAnswer(serializers.Serializer):
    skill = serializers.SlugField()
    status = serializers.ChoiceField([Status.IN_PROGRESS, Status.DONE])
    at = serializers.DateTimeField()
    event_id = serializers.UUIDField()
    roadmap = serializers.SlugField(allow_null=True)
    evidence_url = serializers.CharField(allow_null=True, help_text="As it was sent.")

    example = {
        "skill": "python",
        "status": "done",
        "at": "2026-11-20T08:00:00Z",
        "event_id": "0198f0ac-3c1d-7e52-9f64-0a1b2c3d4e5f",
        "roadmap": "ml-engineer",
        "evidence_url": None,
    }


class SkipAnswer(serializers.Serializer):
    skill = serializers.SlugField()
    roadmap = serializers.SlugField()
    at = serializers.DateTimeField()

    example = {
        "skill": "python",
        "roadmap": "ai-engineer",
        "at": "2026-11-20T08:00:00Z",
    }


class MovedAnswer(serializers.Serializer):
    roadmap = serializers.SlugField()
    summary = SummaryAnswer()
    unlocked = serializers.ListField(child=serializers.SlugField())
    waiting_for = serializers.ListField(child=serializers.CharField())

    example = {
        "roadmap": "ai-engineer",
        "unlocked": ["prompting"],
        "waiting_for": [],
    }


class RecordedAnswer(serializers.Serializer):
    """`applied` is false when a later event stays in force."""

    applied = serializers.BooleanField()
    roadmaps = MovedAnswer(many=True)
    cursor = serializers.CharField()

    example = {"applied": True, "cursor": "1.480"}


class MarkedAnswer(RecordedAnswer):
    """`previous` is what would be in force without the event in force: PUT it to undo."""

    mark = MarkAnswer(allow_null=True)
    previous = MarkAnswer(allow_null=True)

    example = {"previous": None}


class SkippedAnswer(RecordedAnswer):
    skip = SkipAnswer(allow_null=True)
    previous = SkipAnswer(allow_null=True)

    example = {"previous": None}


class ClearedAnswer(MarkedAnswer):
    example = {"mark": None}


class UnskippedAnswer(SkippedAnswer):
    example = {"skip": None}


class MarkInMapAnswer(serializers.Serializer):
    status = serializers.ChoiceField([Status.IN_PROGRESS, Status.DONE])
    at = serializers.DateTimeField()
    roadmap = serializers.SlugField(allow_null=True)


class MarksAnswer(serializers.Serializer):
    marks = serializers.DictField(child=MarkInMapAnswer())
    cursor = serializers.CharField()

    example = {
        "marks": {
            "python": {
                "status": "done",
                "at": "2026-11-20T08:00:00Z",
                "roadmap": "ml-engineer",
            }
        },
        "cursor": "1.483",
    }


class WhyAnswer(serializers.Serializer):
    """Only `unlocks` has `skills`, which would open, and `units` reachable through it."""

    code = serializers.ChoiceField(
        ["continue", "unlocks", "finishes_group", "recommended", "optional", "open"]
    )
    skills = serializers.ListField(child=serializers.SlugField(), required=False)
    units = serializers.IntegerField(required=False)

    example = {"code": "unlocks", "skills": ["rag"], "units": 7}


class SuggestionAnswer(serializers.Serializer):
    skill = serializers.SlugField()
    title = serializers.CharField()
    roadmaps = serializers.ListField(child=serializers.SlugField())
    status = serializers.ChoiceField(["not_started", "in_progress"])
    minutes = serializers.IntegerField()
    why = WhyAnswer(many=True)

    example = {
        "skill": "prompting",
        "title": "Prompting",
        "roadmaps": ["ai-engineer"],
        "status": "not_started",
        "minutes": 300,
    }


class NextAnswer(serializers.Serializer):
    items = SuggestionAnswer(many=True)


class OutlookAnswer(serializers.Serializer):
    """`minutes_left` is null where the track shows no roadmap into its role.

    `weeks` is null there, and for a learner without weekly minutes.
    """

    track = serializers.SlugField()
    minutes_left = serializers.IntegerField(allow_null=True)
    weeks = serializers.IntegerField(allow_null=True)

    example = {"track": "ml-engineer", "minutes_left": 21400, "weeks": 72}


class OutlooksAnswer(serializers.Serializer):
    tracks = OutlookAnswer(many=True)


class DayAnswer(serializers.Serializer):
    on = serializers.DateField()
    events = serializers.IntegerField()
    done = serializers.IntegerField()

    example = {"on": "2026-11-20", "events": 3, "done": 2}


class StreakAnswer(serializers.Serializer):
    current = serializers.IntegerField()
    longest = serializers.IntegerField()
    active_today = serializers.BooleanField()
    freezes_left = serializers.IntegerField()

    example = {"current": 4, "longest": 9, "active_today": True, "freezes_left": 1}


class ActivityAnswer(serializers.Serializer):
    since = serializers.DateField()
    until = serializers.DateField()
    days = DayAnswer(many=True)
    streak = StreakAnswer()

    example = {"since": "2026-11-01", "until": "2026-11-30"}
