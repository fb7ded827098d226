"""What a change costs by the price list: which amounts it brings about, and what is not told."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from panel.connections import gateway
from panel.dids.models import Item, SettingPrice
from panel.dids.price_words import exact, in_sentences, phrases_of
from panel.dids.setting_prices import FAILOVER, Cost, PriceList, items_of, sums_of
from providers.values.routing import Route, RouteKind

FORWARD = Route(kind=RouteKind.FORWARD, target="+15145550142")
GROUP = Route(kind=RouteKind.RING_GROUP, target="7")


def prices(currency: str = "USD", **items: tuple[str | None, ...]) -> PriceList:
    """By item (at once, monthly, per use)."""
    rows = {}
    for item, amounts in items.items():
        at_once, monthly, per_use = (None if each is None else Decimal(each) for each in (*amounts, None, None)[:3])
        rows[item] = SettingPrice(item=item, currency=currency, at_once=at_once, monthly=monthly, per_use=per_use)
    return PriceList(rows)


def told(costs: list[Cost]) -> dict[str, dict[str, Any]]:
    return {cost.what: dict(cost.amounts) for cost in costs}


LIST = prices(
    sms_enabled=("2", "0.50", "0.008"),
    caller_name=("1.25", "0"),
    billing_flat=("0", "4.25"),
    billing_per_minute=("0", "0.85", "0.01"),
    forward=(None, None, "0.0125"),
)


def test_turned_on_it_brings_all_amounts() -> None:
    costs = LIST.of_settings({"sms_enabled": False}, {"sms_enabled": True})
    amounts = {"at_once": Decimal(2), "monthly": Decimal("0.50"), "per_use": Decimal("0.008")}
    assert told(costs) == {"sms_enabled": amounts}


def test_turned_off_it_costs_less_each_month_and_nothing_else() -> None:
    assert told(LIST.of_settings({"sms_enabled": True}, {"sms_enabled": False})) == {
        "sms_enabled": {"monthly": Decimal("-0.50")}
    }


def test_what_nobody_knows_to_be_on_saves_nothing() -> None:
    assert LIST.of_settings({"sms_enabled": None}, {"sms_enabled": False}) == []


def test_what_may_be_on_already_has_no_known_month() -> None:
    (cost,) = LIST.of_settings({"sms_enabled": None}, {"sms_enabled": True})
    assert dict(cost.amounts)["monthly"] is None
    assert cost.not_told
    (free,) = LIST.of_settings({"caller_name": None}, {"caller_name": "ACME"})
    assert not free.not_told  # free whether it was there before or not


def test_another_text_is_charged_once_more_but_not_each_month() -> None:
    assert told(LIST.of_settings({"caller_name": "ACME"}, {"caller_name": "ACME TWO"})) == {
        "caller_name": {"at_once": Decimal("1.25")}
    }


def test_billing_is_the_difference_when_both_are_known() -> None:
    to_flat = LIST.of_settings({"billing": "per_minute"}, {"billing": "flat"})
    assert told(to_flat) == {"billing_flat": {"at_once": Decimal(0), "monthly": Decimal("3.40")}}
    back = LIST.of_settings({"billing": "flat"}, {"billing": "per_minute"})
    assert dict(back[0].amounts)["monthly"] == Decimal("-3.40")
    for unknown in (
        LIST.of_settings({"billing": None}, {"billing": "flat"}),
        prices(billing_flat=("0", "4.25")).of_settings({"billing": "per_minute"}, {"billing": "flat"}),
    ):
        assert dict(unknown[0].amounts)["monthly"] is None


def test_without_a_price_list_nothing_is_told_and_nothing_is_free() -> None:
    (cost,) = PriceList({}).of_settings({"recording": False}, {"recording": True})
    assert dict(cost.amounts) == {"at_once": None, "monthly": None, "per_use": None}
    assert in_sentences([cost]) == ["Not told: Record calls."]


def test_words_at_the_provider_cost_nothing_unless_their_call_is_charged() -> None:
    assert LIST.of_settings({"note": ""}, {"note": "Front desk", "pop": "3"}) == []
    (cost,) = LIST.of_settings({"note": ""}, {"note": "Front desk"}, charged=frozenset({"note"}))
    assert (cost.what, dict(cost.amounts)) == ("note", {"at_once": None})


def test_a_charged_call_with_a_price_is_told() -> None:
    (cost,) = LIST.of_settings({"caller_name": ""}, {"caller_name": "ACME"}, charged=frozenset({"caller_name"}))
    assert not cost.not_told
    assert LIST.of_settings({"caller_name": "A"}, {"caller_name": ""}, charged=frozenset({"caller_name"})) == []


def test_forwards_cost_by_the_minute_and_failovers_only_when_calls_get_there() -> None:
    costs = LIST.of_routes({"route": FORWARD, "busy": FORWARD, "no_answer": FORWARD})
    assert told(costs) == {
        "forward": {"per_use": Decimal("0.0125")},
        FAILOVER: {"per_use": Decimal("0.0125")},
    }
    assert LIST.of_routes({"route": GROUP}) == []
    assert list(told(LIST.of_routes({"route": FORWARD, "busy": GROUP}))) == ["forward"]
    (busy,) = LIST.of_routes({"route": GROUP, "busy": FORWARD})
    assert in_sentences([busy]) == [
        "USD\N{NO-BREAK SPACE}0.0125 for each minute that a failover forwards, when a call gets so far."
    ]


@pytest.mark.parametrize(
    ("amounts", "may"),
    [
        ((Decimal(0), Decimal("-0.50")), False),
        ((Decimal(0), Decimal("0.01")), True),
        ((Decimal(0), None), True),
        ((), False),
    ],
)
def test_what_is_above_zero_or_not_told_may_cost(amounts: tuple[Decimal | None, ...], may: bool) -> None:
    named = tuple(zip(("at_once", "monthly"), amounts, strict=False))
    assert Cost("sms_enabled", "USD", named).may_cost is may


def test_a_cost_survives_being_kept_as_json() -> None:
    costs = [*LIST.of_settings({"sms_enabled": None}, {"sms_enabled": True}), *LIST.of_routes({"busy": FORWARD})]
    assert [Cost.from_json(cost.as_json()) for cost in costs] == costs


def test_costs_are_added_up_by_currency() -> None:
    euros = prices("EUR", recording=("1", "2", "0")).of_settings({"recording": False}, {"recording": True})
    dollars = LIST.of_settings({"sms_enabled": False, "caller_name": ""}, {"sms_enabled": True, "caller_name": "A"})
    first, second = sums_of([*((cost, 3) for cost in dollars), (euros[0], 1)])
    assert (first.currency, first.at_once, first.monthly) == ("USD", Decimal("9.75"), Decimal("1.50"))
    assert (second.currency, second.at_once, second.monthly) == ("EUR", Decimal(1), Decimal(2))
    assert phrases_of(second) == ["EUR\N{NO-BREAK SPACE}1.00 at once", "EUR\N{NO-BREAK SPACE}2.00 more each month"]


def test_what_one_number_does_not_tell_is_not_told_of_all_of_them() -> None:
    """Nor is it lost where the account that does not tell has no currency yet."""
    change: tuple[dict[str, Any], dict[str, Any]] = {"sms_enabled": False}, {"sms_enabled": True}
    (unknown,), (known,) = PriceList({}).of_settings(*change), LIST.of_settings(*change)
    for counted in ([unknown, known], [known, unknown]):
        (both,) = sums_of((cost, 1) for cost in counted)
        assert (both.currency, both.at_once) == ("USD", Decimal(2))
        assert both.not_told == (("sms_enabled", ("at_once", "monthly", "per_use")),)


def test_free_is_said_only_when_all_is_known() -> None:
    assert in_sentences([]) == []
    free = prices(sms_enabled=("0", "0", "0")).of_settings({"sms_enabled": False}, {"sms_enabled": True})
    assert in_sentences(free) == ["Free, by the price list."]
    part = prices(sms_enabled=("0", "0")).of_settings({"sms_enabled": False}, {"sms_enabled": True})
    assert in_sentences(part) == ["Not told: SMS (each use)."]


def test_money_keeps_its_decimals() -> None:
    assert exact(Decimal("0.00800"), "USD") == "USD\N{NO-BREAK SPACE}0.008"
    assert exact(Decimal(24), "USD") == "USD\N{NO-BREAK SPACE}24.00"


@pytest.mark.parametrize(
    ("slug", "items"),
    [
        ("voipms", "cnam_lookup sms_enabled sms_forward recording voicemail billing_per_minute billing_flat forward"),
        ("voipinnovations", "cnam_lookup caller_name forward"),
        ("callr", ""),
    ],
)
def test_each_provider_has_the_items_that_it_can_set(slug: str, items: str) -> None:
    assert items_of(gateway.info(slug)) == [Item(item) for item in items.split()]
