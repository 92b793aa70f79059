"""Small DMN files for the tests."""

from __future__ import annotations

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">\n'
)


def dmn(body: str) -> bytes:
    """A file with this content; the content begins on line 3."""
    return f"{HEAD}{body}\n</definitions>".encode()


def table(
    rules: list[tuple[str, ...]],
    *,
    policy: str = 'hitPolicy="UNIQUE"',
    outputs: tuple[str, ...] = ("",),
    values: str = "",
    inputs: int = 1,
) -> bytes:
    """A file with one table over `age` (and `sector`); each rule holds its tests and then its results."""
    names = ("age", "sector")[:inputs]
    columns = "".join(
        f'<input label="{name}"><inputExpression><text>{name}</text></inputExpression></input>'
        for name in names
    )
    columns += "".join(
        f'<output id="o{number}" name="{name}">{values}</output>' for number, name in enumerate(outputs)
    )
    rows = ""
    for number, cells in enumerate(rules):
        entries = [
            f"<{kind}><text>{cell}</text></{kind}>"
            for kind, cell in zip(
                ["inputEntry"] * inputs + ["outputEntry"] * len(outputs), cells, strict=True
            )
        ]
        rows += f'\n<rule id="r{number}">{"".join(entries)}</rule>'
    body = f'<decisionTable id="t" {policy}>{columns}{rows}</decisionTable>'
    return dmn(f'<decision id="help" name="Help">{body}</decision>')
