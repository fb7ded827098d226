"""The page of an account's prices. It stands below the account's own, so its addresses are apart from those of the numbers."""

from django.urls import path

from panel.dids.views import prices

app_name = "prices"
urlpatterns = [
    path("<uuid:connection_id>/prices/", prices.prices, name="edit"),
]
