"""Our tables, as models that manage none of them."""

from __future__ import annotations

from django.db import models


class User(models.Model):
    id = models.UUIDField(primary_key=True)
    time_zone = models.CharField(max_length=64)
    is_active = models.BooleanField()
    is_authenticated = True

    class Meta:
        managed = False
        db_table = "accounts_user"


class Token(models.Model):
    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField()
    expires_on = models.DateField()

    class Meta:
        managed = False
        db_table = "accounts_token"


class Roadmap(models.Model):
    slug = models.SlugField()
    current = models.ForeignKey("Version", models.CASCADE, related_name="+")

    class Meta:
        managed = False
        db_table = "roadmap_roadmap"


class Version(models.Model):
    roadmap = models.ForeignKey(Roadmap, models.CASCADE, related_name="versions")
    number = models.IntegerField()
    edition = models.IntegerField()
    title = models.CharField(max_length=120)
    published_at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)

    class Meta:
        managed = False
        db_table = "roadmap_version"


class Drawing(models.Model):
    version = models.OneToOneField(Version, models.CASCADE, primary_key=True)
    counts = models.JSONField()
    topological_order = models.JSONField()

    class Meta:
        managed = False
        db_table = "rival_version"


class Skill(models.Model):
    slug = models.SlugField()
    summary = models.CharField(max_length=300)

    class Meta:
        managed = False
        db_table = "roadmap_skill"


class Node(models.Model):
    version = models.ForeignKey(Version, models.CASCADE, related_name="nodes")
    key = models.CharField(max_length=81)
    kind = models.CharField(max_length=9)
    skill = models.ForeignKey(Skill, models.CASCADE, null=True)
    group = models.ForeignKey("self", models.CASCADE, null=True, related_name="members")
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300)
    skill_kind = models.CharField(max_length=10)
    minutes = models.IntegerField()
    required = models.BooleanField()
    choose = models.IntegerField(null=True)
    position = models.IntegerField()

    class Meta:
        managed = False
        db_table = "roadmap_node"
        ordering = ["position"]


class Place(models.Model):
    node = models.OneToOneField(Node, models.CASCADE, primary_key=True)
    layer = models.IntegerField()
    order = models.IntegerField()
    x = models.IntegerField()
    y = models.IntegerField()

    class Meta:
        managed = False
        db_table = "rival_place"


class Edge(models.Model):
    version = models.ForeignKey(Version, models.CASCADE, related_name="edges")
    source = models.ForeignKey(Node, models.CASCADE, related_name="+")
    target = models.ForeignKey(Node, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)

    class Meta:
        managed = False
        db_table = "roadmap_edge"
        ordering = ["target__position", "-kind", "source__position"]


class Credit(models.Model):
    version = models.ForeignKey(Version, models.CASCADE, related_name="credits")
    node = models.ForeignKey(Node, models.CASCADE, related_name="+")
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="+")
    mode = models.CharField(max_length=3)

    class Meta:
        managed = False
        db_table = "roadmap_credit"
        ordering = ["node__position", "skill__slug"]


class Enrollment(models.Model):
    pk = models.CompositePrimaryKey("learner_id", "roadmap_id")
    learner = models.ForeignKey(User, models.CASCADE, related_name="enrollments")
    roadmap = models.ForeignKey(Roadmap, models.CASCADE)
    edition = models.IntegerField()
    enrolled_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    weekly_minutes = models.IntegerField(null=True)
    target_on = models.DateField(null=True)
    days_off = models.JSONField()
    is_favourite = models.BooleanField()
    is_paused = models.BooleanField()

    class Meta:
        managed = False
        db_table = "progress_enrollment"
        ordering = ["roadmap__slug"]


class Ledger(models.Model):
    learner = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="ledger")
    epoch = models.IntegerField()
    seq = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "progress_ledger"

    def __str__(self) -> str:
        return f"{self.epoch}.{self.seq}"


class Event(models.Model):
    pk = models.CompositePrimaryKey("learner_id", "id")
    learner = models.ForeignKey(User, models.CASCADE, related_name="events")
    id = models.UUIDField()
    seq = models.BigIntegerField()
    skill = models.ForeignKey(Skill, models.CASCADE)
    status = models.CharField(max_length=11)
    roadmap = models.ForeignKey(Roadmap, models.CASCADE, null=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    local_day = models.DateField()
    utc_offset = models.SmallIntegerField()
    source = models.CharField(max_length=15)
    evidence_url = models.CharField(max_length=2000, null=True)

    class Meta:
        managed = False
        db_table = "progress_event"
        ordering = ["-occurred_at", "-id"]


class Mark(models.Model):
    pk = models.CompositePrimaryKey("learner_id", "skill_id")
    learner = models.ForeignKey(User, models.CASCADE, related_name="marks")
    skill = models.ForeignKey(Skill, models.CASCADE)
    status = models.CharField(max_length=11)
    at = models.DateTimeField()
    event_id = models.UUIDField()
    roadmap = models.ForeignKey(Roadmap, models.CASCADE, null=True)
    evidence_url = models.CharField(max_length=2000, null=True)
    seq = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "progress_mark"


class Skip(models.Model):
    pk = models.CompositePrimaryKey("learner_id", "roadmap_id", "skill_id")
    learner = models.ForeignKey(User, models.CASCADE, related_name="skips")
    roadmap = models.ForeignKey(Roadmap, models.CASCADE)
    skill = models.ForeignKey(Skill, models.CASCADE)
    status = models.CharField(max_length=11)
    at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "progress_skip"
