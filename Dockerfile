# One image for the API, the worker and the migrations: the command says which.
#
#   docker build -t throughcare .                      python -m api | python -m worker | python -m register.migrate
ARG PYTHON_IMAGE=python:3.13.9-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/throughcare
ENV PATH=/opt/throughcare/bin:$PATH
WORKDIR /src
# The packages first: they change less often than the code, and a layer that does not change is not built again.
# The build backend before the rest, so that nothing is fetched that the lock does not name by its hash.
COPY requirements.lock .
RUN awk '/^setuptools==/ { found = 1 } found { print } found && !/\\$/ { exit }' requirements.lock > build.lock \
    && pip install --require-hashes -r build.lock \
    && pip install --require-hashes --no-build-isolation -r requirements.lock
COPY . .
RUN pip install --no-deps --no-build-isolation .

FROM ${PYTHON_IMAGE}
ARG BUILD_NUMBER=unknown
ARG GIT_REF=unknown
ARG GIT_BRANCH=unknown
# A user without a home, a shell or a right to write anywhere.
RUN groupadd --gid 10001 throughcare \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin throughcare
COPY --from=build /opt/throughcare /opt/throughcare
ENV PATH=/opt/throughcare/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    API_HOST=0.0.0.0 \
    BUILD_NUMBER=${BUILD_NUMBER} \
    GIT_REF=${GIT_REF} \
    GIT_BRANCH=${GIT_BRANCH}
USER 10001:10001
WORKDIR /opt/throughcare
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["python", "-m", "api"]
