"""Holds every *.report.json of this folder against schema.json; a report with anything taken away or added must fail."""

import json
from pathlib import Path

from jsonschema import Draft202012Validator, FormatChecker

schema = json.loads(Path("schema.json").read_text())
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema, format_checker=FormatChecker())
reports = [json.loads(path.read_text()) for path in sorted(Path().glob("*.report.json"))]
assert len(reports) >= 10
for report in reports:
    validator.validate(report)
    for key in report:
        assert not validator.is_valid({other: value for other, value in report.items() if other != key}), key
    assert not validator.is_valid({**report, "another": 1})
