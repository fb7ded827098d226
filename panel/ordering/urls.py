"""The pages of searching and buying numbers."""

from django.urls import path

from panel.ordering.views import search

app_name = "ordering"
urlpatterns = [
    path("", search.search, name="search"),
    path("searches/<uuid:search_id>/", search.results, name="results"),
    path("searches/<uuid:search_id>/more/", search.more, name="more"),
    path("checkout/", search.search, name="checkout"),
    path("holds/<uuid:offer_id>/", search.results, name="hold"),
]
