"""All pages. A member's pages are mounted below `/o/<slug>/` by the tenancy middleware."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("panel.accounts.sign_in_urls")),
    path("", include("panel.ui.urls")),
    path("overview/", include("panel.overview.urls")),
    path("", include("panel.accounts.urls")),
    path("portal/", include("panel.portal.urls")),
    path("callbacks/", include("panel.callbacks.urls")),
    path("connections/console/", include("panel.console.urls")),
    path("connections/", include("panel.connections.urls")),
    path("connections/", include("panel.dids.urls_prices")),
    path("jobs/", include("panel.jobs.urls")),
    path("operations/", include("panel.operations.urls")),
    path("numbers/", include("panel.dids.urls")),
    path("bulk/", include("panel.bulk.urls")),
    path("holidays/", include("panel.holidays.urls")),
    path("ordering/", include("panel.ordering.urls")),
    path("routing/", include("panel.routing.urls")),
    path("calls/", include("panel.calls.urls")),
]
