"""The pages of searching and buying numbers."""

from django.urls import path

from panel.ordering.views import buy, holds, prices, requests, search, templates

app_name = "ordering"
urlpatterns = [
    path("", search.search, name="search"),
    path("searches/<uuid:search_id>/", search.results, name="results"),
    path("searches/<uuid:search_id>/more/", search.more, name="more"),
    path("checkout/", buy.checkout, name="checkout"),
    path("checkout/chosen/", buy.chosen, name="chosen"),
    path("purchases/", buy.purchases, name="purchases"),
    path("purchases/<uuid:purchase_id>/", buy.purchase, name="purchase"),
    path("orders/<uuid:order_id>/", buy.order, name="order"),
    path("offers/<uuid:offer_id>/hold/", holds.hold, name="hold"),
    path("holds/", holds.holds, name="holds"),
    path("holds/<uuid:hold_id>/", holds.detail, name="hold_detail"),
    path("holds/<uuid:hold_id>/give-up/", holds.give_up, name="give_up"),
    path("requests/", requests.requests, name="requests"),
    path("requests/new/", requests.new, name="request_new"),
    path("requests/<uuid:request_id>/", requests.detail, name="request"),
    path("requests/<uuid:request_id>/look/", requests.look, name="look"),
    path("requests/<uuid:request_id>/end/", requests.end, name="request_end"),
    path("templates/", templates.templates, name="templates"),
    path("templates/new/", templates.new, name="template_new"),
    path("templates/<uuid:template_id>/", templates.edit, name="template"),
    path("templates/<uuid:template_id>/delete/", templates.delete, name="template_delete"),
    path("prices/", prices.prices, name="prices"),
    path("prices/<uuid:rule_id>/delete/", prices.delete, name="price_delete"),
]
