"""What other apps may hear from roadmaps; sent inside the transaction that made it so."""

from django.dispatch import Signal

# sender=Version, version: Version, at: datetime
version_published = Signal()
