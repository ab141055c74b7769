"""Examples of practitioners for the documentation. Everybody in them is made up."""

from pydantic import JsonValue

from api.examples import NOON

STAFF = "N03A019"
_AT = "2026-03-09T15:00:00Z"
_FACTS: dict[str, JsonValue] = {
    "staff_id": STAFF,
    "posts": [{"role": "probation_officer", "band": "4", "since": "2024-01-08"}],
    "places": [{"region": "Wales", "pdu": "Cardiff and Vale", "team": "N03F01", "since": "2024-01-08"}],
    "employment_start": "2022-09-05",
    "qualifications": [
        {
            "award": "pqip",
            "qualified_on": "2023-12-15",
            "evidence": ["academic_certificate", "vocational_certificate"],
        }
    ],
    "vetting": [{"since": "2022-08-01"}],
    "fte": [{"since": "2025-09-01", "fraction": 0.8}],
    "line_manager": [{"since": "2024-01-08", "staff_id": "N03S001"}],
}
_GIVEN: JsonValue = [{"status": "active", "since": "2024-01-08T00:00:00Z"}]
_STANDING: dict[str, JsonValue] = {
    "as_of": _AT,
    "may_hold": "yes",
    "may_manage": ["low", "medium", "high", "very_high"],
    "may_sign_off": False,
    "may_authorise_recall": False,
    "flags": [],
    "reasons": [{"rule": "QG-10", "para": "10", "says": "Holds the PQiP.", "rule_link": "/v1/rules/QG-10"}],
}
_POST: JsonValue = {"role": "probation_officer", "band": "4", "since": "2024-01-08"}
_PLACE: JsonValue = {"region": "Wales", "pdu": "Cardiff and Vale", "team": "N03F01", "since": "2024-01-08"}
ENTERING: dict[str, JsonValue] = {"practitioner": _FACTS, "former_staff_ids": ["N07A100"]}
CHANGING: dict[str, JsonValue] = {
    "change": {"what": "place", "place": {"region": "Wales", "team": "N03F02", "since": "2026-04-01"}}
}
PRACTITIONER: dict[str, JsonValue] = {
    "staff_id": STAFF,
    "number": 2,
    "post": _POST,
    "place": _PLACE,
    "fte": 0.8,
    "provider": "probation_service",
    "line_manager": "N03S001",
    "standing": _STANDING,
    "practitioner": {**_FACTS, "authorisations": _GIVEN},
}
RECORDED: dict[str, JsonValue] = {"number": 2, "duplicate": False, "told": [], "practitioner": PRACTITIONER}
PAGE: dict[str, JsonValue] = {
    "items": [{"staff_id": STAFF, "post": _POST, "place": _PLACE, "line_manager": "N03S001", "standing": _STANDING}],
    "next": None,
}
TIMELINE: dict[str, JsonValue] = {
    "items": [
        {
            "number": 2,
            "event_id": "0f4c3e2a-7d51-4b8e-9a51-2f6f3c0f9d11",
            "what": "place",
            "effective_on": "2026-04-01",
            "change": CHANGING["change"],
            "reasons": [],
            "register_checked": 0,
            "by": {"role": "line_manager", "id": "N03S001"},
            "at": _AT,
        }
    ],
    "next": None,
}
GIVING: dict[str, JsonValue] = {"since": _AT}
LOSING: dict[str, JsonValue] = {"ground": "misconduct_investigation", "agencies": ["police"]}
CONSIDERING: dict[str, JsonValue] = {"register_decision": "Head of Operations, HR-2026-114"}
LOST: dict[str, JsonValue] = {
    "number": 3,
    "duplicate": False,
    "told": ["hr_business_partner", "shared_services_centre", "staff_member", "line_manager", "police"],
    "practitioner": {
        **PRACTITIONER,
        "number": 3,
        "standing": {
            **_STANDING,
            "may_hold": "no",
            "may_manage": [],
            "flags": ["authorisation"],
            "reasons": [
                {
                    "rule": "QG-22-a",
                    "para": "22",
                    "says": "The authorisation is suspended.",
                    "rule_link": "/v1/rules/QG-22-a",
                }
            ],
        },
    },
}
LOSSES: dict[str, JsonValue] = {
    "staff_ids": ["N07A100"],
    "entries": [
        {
            "id": 41,
            "staff_id": "N07A100",
            "since": "2025-11-03T09:00:00Z",
            "ground": "dismissed",
            "region": "London",
            "recorded_at": NOON.isoformat(),
        }
    ],
}
KEEPING: dict[str, JsonValue] = {"kind": "health", "since": "2026-02-02", "says": "Reduced hours until the summer."}
KEPT: dict[str, JsonValue] = {"number": 1}
CONFIDENTIAL: dict[str, JsonValue] = {
    "entries": [
        {
            **KEEPING,
            "number": 1,
            "by": {"role": "hr_business_partner", "id": "N03H002"},
            "recorded_at": NOON.isoformat(),
        }
    ]
}
ATTENTION: dict[str, JsonValue] = {
    "items": [
        {
            "staff_id": STAFF,
            "what": "vetting",
            "last_day": "2026-05-31",
            "reason": {
                "rule": "QG-22-f",
                "para": "22",
                "says": "The enhanced vetting the role needs is not in force.",
                "rule_link": "/v1/rules/QG-22-f",
            },
        }
    ],
    "next": None,
}
_RISKS: JsonValue = [
    {"risk": "low", "practitioners": 11, "conditionally": 2, "open_cases": 120, "unallocated": 3},
    {"risk": "medium", "practitioners": 11, "conditionally": 2, "open_cases": 240, "unallocated": 0},
    {"risk": "high", "practitioners": 6, "conditionally": 0, "open_cases": 190, "unallocated": 1},
    {"risk": "very_high", "practitioners": 6, "conditionally": 0, "open_cases": 4, "unallocated": 0},
]
COVERAGE: dict[str, JsonValue] = {
    "as_of": _AT,
    "by": "team",
    "groups": [{"group": "N03F01", "practitioners": 13, "may_hold_none": 2, "risks": _RISKS, "not_assessed": 9}],
}
ROSTER: dict[str, JsonValue] = {
    "csv": "staff_id,role,post_since,region,team,employment_start,vetting_since,authorised_since\n"
    "N03A019,probation_officer,2024-01-08,Wales,N03F01,2022-09-05,2022-08-01,2024-01-08\n"
    "N03A020,probation_oficer,2024-01-08,Wales,N03F01,2022-09-05,2022-08-01,2024-01-08\n"
}
REPORT: dict[str, JsonValue] = {
    "lines": 2,
    "entered": 0,
    "known": 0,
    "rejected": [{"line": 3, "staff_id": "N03A020", "column": "role", "why": "Input should be a role of Table One."}],
}
