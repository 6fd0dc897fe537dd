-- What asyncio_worker.py works on.
CREATE SCHEMA bench;

CREATE TABLE bench.executions (
    id bigint PRIMARY KEY,
    execution text NOT NULL
);

-- Narrow, so that claiming a job rewrites little.
CREATE TABLE bench.jobs (
    id bigint PRIMARY KEY,
    taken_at timestamptz
);

CREATE TABLE bench.results (
    id bigint PRIMARY KEY,
    failure_type text NOT NULL,
    reasoning text NOT NULL,
    confidence double precision NOT NULL,
    analysed_at timestamptz NOT NULL DEFAULT now()
);
