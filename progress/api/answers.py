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


class EditionAnswer(serializers.Serializer):
    roadmap = serializers.SlugField()
    edition = serializers.IntegerField()
    version = serializers.IntegerField()
    latest_version = serializers.IntegerField()
    upgrade_available = serializers.BooleanField()
    summary = SummaryAnswer()


class EnrollmentAnswer(EditionAnswer):
    title = serializers.CharField()
    enrolled_at = serializers.DateTimeField()
    weekly_minutes = serializers.IntegerField(allow_null=True)
    target_on = serializers.DateField(allow_null=True)
    days_off = serializers.ListField(child=serializers.DateField())
    favourite = serializers.BooleanField()
    paused = serializers.BooleanField()


class EnrollmentPage(serializers.Serializer):
    items = EnrollmentAnswer(many=True)
    next_cursor = serializers.CharField(allow_null=True)


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


class MarkAnswer(serializers.Serializer):
    skill = serializers.SlugField()
    status = serializers.ChoiceField([Status.IN_PROGRESS, Status.DONE])
    at = serializers.DateTimeField()
    event_id = serializers.UUIDField()
    roadmap = serializers.SlugField(allow_null=True)
    evidence_url = serializers.CharField(allow_null=True, help_text="As it was sent.")


class SkipAnswer(serializers.Serializer):
    skill = serializers.SlugField()
    roadmap = serializers.SlugField()
    at = serializers.DateTimeField()


class MovedAnswer(serializers.Serializer):
    roadmap = serializers.SlugField()
    summary = SummaryAnswer()
    unlocked = serializers.ListField(child=serializers.SlugField())
    waiting_for = serializers.ListField(child=serializers.CharField())


class RecordedAnswer(serializers.Serializer):
    """`applied` is false when a later event stays in force."""

    applied = serializers.BooleanField()
    roadmaps = MovedAnswer(many=True)
    cursor = serializers.CharField()


class MarkedAnswer(RecordedAnswer):
    """`previous` is what would be in force without the event in force: PUT it to undo."""

    mark = MarkAnswer(allow_null=True)
    previous = MarkAnswer(allow_null=True)


class SkippedAnswer(RecordedAnswer):
    skip = SkipAnswer(allow_null=True)
    previous = SkipAnswer(allow_null=True)


class MarkInMapAnswer(serializers.Serializer):
    status = serializers.ChoiceField([Status.IN_PROGRESS, Status.DONE])
    at = serializers.DateTimeField()
    roadmap = serializers.SlugField(allow_null=True)


class MarksAnswer(serializers.Serializer):
    marks = serializers.DictField(child=MarkInMapAnswer())
    cursor = serializers.CharField()


class WhyAnswer(serializers.Serializer):
    """Only `unlocks` has `skills`, which would open, and `units` reachable through it."""

    code = serializers.ChoiceField(
        ["continue", "unlocks", "finishes_group", "recommended", "optional", "open"]
    )
    skills = serializers.ListField(child=serializers.SlugField(), required=False)
    units = serializers.IntegerField(required=False)


class SuggestionAnswer(serializers.Serializer):
    skill = serializers.SlugField()
    title = serializers.CharField()
    roadmaps = serializers.ListField(child=serializers.SlugField())
    status = serializers.ChoiceField(["not_started", "in_progress"])
    minutes = serializers.IntegerField()
    why = WhyAnswer(many=True)


class NextAnswer(serializers.Serializer):
    items = SuggestionAnswer(many=True)


class DayAnswer(serializers.Serializer):
    on = serializers.DateField()
    events = serializers.IntegerField()
    done = serializers.IntegerField()


class StreakAnswer(serializers.Serializer):
    current = serializers.IntegerField()
    longest = serializers.IntegerField()
    active_today = serializers.BooleanField()
    freezes_left = serializers.IntegerField()


class ActivityAnswer(serializers.Serializer):
    since = serializers.DateField()
    until = serializers.DateField()
    days = DayAnswer(many=True)
    streak = StreakAnswer()
