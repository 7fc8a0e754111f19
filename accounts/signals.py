"""What accounts tells the apps above it; a listener that fails makes the act fail."""

from django.dispatch import Signal

# sender=User, user, weekly_digest: bool, at: inside the transaction that creates the user.
learner_joined = Signal()

# sender=User, user, at: inside the transaction that writes the new zone.
time_zone_changed = Signal()

# sender=User, user, email, at: the learner has shown that mail to this address reaches her.
address_verified = Signal()
