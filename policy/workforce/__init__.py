"""Who may hold a role, manage a risk, sign off and authorise recall: the rules on people who work in probation.

The rules are pure functions over facts: bare ones as in the worked examples, or the dated ones of a practitioner.
"""
