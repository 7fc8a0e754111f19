from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "progress"
    verbose_name = "Learners and digests"

    def ready(self) -> None:
        from progress import receivers  # noqa: F401 - models must be there first
        from progress.digests import receivers as digest_receivers  # noqa: F401
