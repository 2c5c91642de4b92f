"""The admin app of this project: the stock one with our site in it."""

from django.contrib.admin.apps import AdminConfig


class ReviewAdminConfig(AdminConfig):
    default_site = "config.admin.ReviewAdminSite"
