from django.apps import AppConfig
from django.contrib.admin import apps as admin


class AccountsConfig(AppConfig):
    name = "accounts"
    default = True

    def ready(self) -> None:
        from accounts import receivers  # noqa: F401 - models must be there first


class StaffConfig(admin.AdminConfig):
    """Django's admin with a site of ours."""

    default = False
    default_site = "accounts.staff.StaffSite"
