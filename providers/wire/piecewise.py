"""Many things of which some may fail: what can be had is had, and what failed is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from providers import errors
from providers.values.ordering import AvailableNumber, OrderedNumber, OrderState

Item = TypeVar("Item")
Value = TypeVar("Value")


def readable(
    items: Iterable[Item],
    mapping: Callable[[Item], Value],
    unreadable: Callable[[str, Item], errors.ProviderError],
) -> Iterator[Value]:
    """Each item as a value. Where `mapping` raises `ValueError`, the error that `unreadable` builds of the first such item is
    raised at the end, after all that can be read."""
    left_out: errors.ProviderError | None = None
    for item in items:
        try:
            value = mapping(item)
        except ValueError as problem:
            left_out = left_out or unreadable(str(problem), item)
            left_out.skipped += 1
        else:
            yield value
    if left_out is not None:
        raise left_out


def ordered_one_by_one(
    offers: Sequence[AvailableNumber], order: Callable[[AvailableNumber], OrderedNumber]
) -> tuple[OrderedNumber, ...]:
    """One order for each offer. Where an answer is lost the rest is not tried; when none could be bought the first problem is
    raised; else each tells its own."""
    results: list[OrderedNumber] = []
    problems: list[errors.ProviderError] = []
    for offer in offers:
        try:
            results.append(order(offer))
        except errors.OutcomeUnknown:
            raise
        except errors.ProviderError as problem:
            problems.append(problem)
            results.append(_failed(offer, problem))
    if problems and len(problems) == len(results):
        raise problems[0]
    return tuple(results)


def _failed(offer: AvailableNumber, problem: errors.ProviderError) -> OrderedNumber:
    return OrderedNumber(
        offer_id=offer.offer_id,
        state=OrderState.FAILED,
        number=offer.number,
        message=problem.said or problem.public_message,
        code=problem.code,
        problem=problem.kind,
    )
