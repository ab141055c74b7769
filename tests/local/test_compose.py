import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from pydantic import TypeAdapter

from workflows.search_attributes import DECLARED

PROJECT = Path(__file__).parents[2]
ONCE = {"temporal-schema", "temporal-namespace", "migrate"}

Service = dict[str, object]


@pytest.fixture(scope="module")
def services() -> dict[str, Service]:
    text = (PROJECT / "docker-compose.yml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, Service]).validate_python(yaml.safe_load(text)["services"])


def test_every_part_of_production_is_there(services: dict[str, Service]) -> None:
    assert set(services) == ONCE | {"postgres", "temporal", "temporal-ui", "worker", "api"}


def test_every_service_that_stays_has_a_health_check_and_comes_back(services: dict[str, Service]) -> None:
    for name, service in services.items():
        if name not in ONCE:
            assert "healthcheck" in service, name
            assert service["restart"] == "unless-stopped", name


def test_what_runs_once_is_tried_again_a_few_times(services: dict[str, Service]) -> None:
    for name in ONCE:
        assert services[name]["restart"] == "on-failure:5", name


def test_every_image_has_a_pinned_tag(services: dict[str, Service]) -> None:
    for name, service in services.items():
        assert re.fullmatch(r"[a-z/-]+:\d+\.\d+(\.\d+)?(-[a-z]+)?", str(service["image"])), name


def test_services_wait_for_what_they_need(services: dict[str, Service]) -> None:
    waits = {name: set(TypeAdapter(Service).validate_python(s.get("depends_on", {}))) for name, s in services.items()}
    assert waits["temporal"] == {"temporal-schema"}
    assert waits["worker"] == waits["api"] == {"migrate", "temporal-namespace"}


def test_temporal_has_its_number_of_shards_from_the_first_day(services: dict[str, Service]) -> None:
    environment = TypeAdapter(dict[str, str]).validate_python(services["temporal"]["environment"])
    assert environment["NUM_HISTORY_SHARDS"] == "512"


def test_only_this_machine_reaches_the_ports(services: dict[str, Service]) -> None:
    for name, service in services.items():
        for port in TypeAdapter(list[str]).validate_python(service.get("ports", [])):
            assert port.startswith("127.0.0.1:"), name


def test_the_image_runs_as_a_user_without_rights() -> None:
    recipe = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    last_stage = recipe.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", last_stage, re.MULTILINE)
    assert "requirements.lock" in recipe
    assert "--require-hashes" in recipe


def test_operators_find_the_same_search_attributes_in_production() -> None:
    script = (PROJECT / "deploy" / "temporal-namespace.sh").read_text(encoding="utf-8")
    assert re.findall(r"\b[A-Z]\w+=(?:Keyword|Datetime|Int)\b", script) == list(DECLARED)


def test_compose_accepts_the_file() -> None:
    for command in (["docker", "compose"], ["docker-compose"]):
        path = shutil.which(command[0])
        if path and subprocess.run([path, *command[1:], "version"], capture_output=True, check=False).returncode == 0:
            break
    else:
        pytest.skip("neither `docker compose` nor docker-compose is on this machine")
    asked = subprocess.run(
        [path, *command[1:], "--file", "docker-compose.yml", "config", "--quiet"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
