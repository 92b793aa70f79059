"""Numeric functions (DMN 1.5, tables 73 and 75)."""

from __future__ import annotations

import decimal
from decimal import Decimal

from workflow_service.feel.errors import NullResult
from workflow_service.feel.limits import SERIES_STEPS, Run
from workflow_service.feel.registry import built_in, raw
from workflow_service.feel.values import (
    DECIMAL128,
    Value,
    YearMonths,
    finite,
    is_integer,
    is_number,
    kind,
    single,
    to_decimal,
)
from workflow_service.feel.wide import make_duration, nanos_of

_WIDE = decimal.Context(prec=7000)  # quantizing may need all digits down to the scale
_SCALES = range(-6111, 6177)
_MOST_DIGITS = 40  # beyond 34 digits after the point nothing can be rounded away


def rounded(number: Value, scale: Value, mode: str) -> Decimal:
    """`number` rounded to `scale` digits after the point, negative before it.

    Raises NullResult out of range.
    """
    digits = int(scale)
    if digits not in _SCALES:
        raise NullResult("the scale is out of range")
    value = to_decimal(number)
    if digits >= _MOST_DIGITS:
        return value
    return DECIMAL128.plus(value.quantize(Decimal(1).scaleb(-digits), rounding=mode, context=_WIDE))


_ROUNDINGS = {
    "decimal": decimal.ROUND_HALF_EVEN,
    "round up": decimal.ROUND_UP,
    "round down": decimal.ROUND_DOWN,
    "round half up": decimal.ROUND_HALF_UP,
    "round half down": decimal.ROUND_HALF_DOWN,
}


def _register_rounding(name: str, mode: str) -> None:
    @built_in(name, "n: number, scale: number")
    def function(run: Run, number: Value, scale: Value) -> Value:
        return rounded(number, scale, mode)


for _name, _mode in _ROUNDINGS.items():
    _register_rounding(_name, _mode)


def _register_whole(name: str, mode: str) -> None:
    @raw(name, "n, scale", minimum=1)
    def function(run: Run, number: Value, scale: Value = 0) -> Value:
        number, scale = single(number), single(scale)
        if not is_number(number) or not is_number(scale):
            raise NullResult(f"{name}: a number was expected")
        return rounded(number, scale, mode)


_register_whole("floor", decimal.ROUND_FLOOR)
_register_whole("ceiling", decimal.ROUND_CEILING)


@raw("abs", "n")
def absolute(run: Run, value: Value) -> Value:
    """Of a number or a duration."""
    value = single(value)
    if is_number(value):
        return DECIMAL128.abs(Decimal(value))
    if isinstance(value, YearMonths):
        return YearMonths(abs(value.months))
    if kind(value) == "days and time duration":
        return make_duration(abs(nanos_of(value)))
    raise NullResult("abs: a number or duration was expected")


@built_in("modulo", "dividend: number, divisor: number")
def modulo(run: Run, dividend: Value, divisor: Value) -> Value:
    """The sign follows the divisor."""
    if divisor == 0:
        raise NullResult("modulo: division by zero")
    whole = DECIMAL128.divide(dividend, divisor).to_integral_value(decimal.ROUND_FLOOR)
    return DECIMAL128.subtract(to_decimal(dividend), DECIMAL128.multiply(to_decimal(divisor), whole))


@built_in("sqrt", "number: number")
def square_root(run: Run, number: Value) -> Value:
    """Null for negative numbers."""
    if number < 0:
        raise NullResult("sqrt: the number is negative")
    return DECIMAL128.sqrt(to_decimal(number))


@built_in("log", "number: number")
def logarithm(run: Run, number: Value) -> Value:
    """Natural logarithm; null for zero and less."""
    if number <= 0:
        raise NullResult("log: the number is not positive")
    run.spend(SERIES_STEPS)
    return finite(DECIMAL128.ln(to_decimal(number)))


@built_in("exp", "number: number")
def exponential(run: Run, number: Value) -> Value:
    """e to the power of the number."""
    run.spend(SERIES_STEPS)
    return finite(DECIMAL128.exp(to_decimal(number)))


@built_in("odd", "number: number")
def odd(run: Run, number: Value) -> Value:
    """Whether a whole number is odd."""
    return is_integer(number) and int(number) % 2 == 1


@built_in("even", "number: number")
def even(run: Run, number: Value) -> Value:
    """Whether a whole number is even."""
    return is_integer(number) and int(number) % 2 == 0
