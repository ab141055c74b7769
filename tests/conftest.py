"""What every test run says at its end."""

from _pytest.terminal import TerminalReporter

from tests.register.loud import NO_POSTGRESQL


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Say loudly when nothing was tried on PostgreSQL."""
    untried = [report for report in terminalreporter.getreports("skipped") if NO_POSTGRESQL in str(report.longrepr)]
    if untried:
        terminalreporter.section("NOT TESTED ON POSTGRESQL", red=True, bold=True)
        terminalreporter.line(f"{len(untried)} tests were skipped: {NO_POSTGRESQL}.", red=True)
        terminalreporter.line("Start a container engine (docker) and run them again.", red=True)
