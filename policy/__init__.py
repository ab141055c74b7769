"""What the law and the policy say, as pure functions over dated rows.

Nothing in this package knows Temporal, SQL or the web, and nothing in it asks what day it is.
"""
