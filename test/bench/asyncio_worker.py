#!/usr/bin/env python3
"""What learn is measured against: a worker as one writes it in Python.

    asyncio_worker.py ENDPOINT [--concurrency N]

One process on asyncpg and aiohttp, which speak to PostgreSQL (PGHOST and so
on) and to the model without threads; uvloop makes it a twentieth faster.  It
is woken by NOTIFY bench_queue, claims jobs with SKIP LOCKED, a batch at a
time and ahead of need, keeps N requests under way on connections that stay
open, and stores all the results that have come while the last transaction was
committing in the next one.  Prints "ready" once it listens; ends when its
standard input does.

Its tables are those of asyncio_worker.sql.
"""

import argparse
import asyncio
import json
import sys

import aiohttp
import asyncpg
import uvloop

MODEL = "gpt-4o-mini"
TYPES = {
    "wrong_diagnosis",
    "wrong_runbook",
    "runbook_insufficient",
    "environment_difference",
    "external_dependency",
    "permission_denied",
    "unknown",
}
SYSTEM = (
    "You are an experienced site reliability engineer. Say why the execution "
    "of a runbook failed, by one of these types: %s. Answer with one JSON "
    'object: {"failure_type", "reasoning", "confidence"}.'
    % ", ".join(sorted(TYPES))
)

CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id FROM bench.jobs WHERE taken_at IS NULL
    ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED),
taken AS (
    UPDATE bench.jobs SET taken_at = now()
    FROM due WHERE jobs.id = due.id RETURNING jobs.id)
SELECT id, execution FROM taken JOIN bench.executions USING (id)
"""
STORE = """
WITH stored AS (
    INSERT INTO bench.results (id, failure_type, reasoning, confidence)
    SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::float8[])
    RETURNING id)
DELETE FROM bench.jobs USING stored WHERE jobs.id = stored.id
"""


class Worker:
    def __init__(self, endpoint, concurrency):
        self.url = endpoint + "/chat/completions"
        self.concurrency = concurrency
        self.ready = asyncio.Queue()
        self.wanted = asyncio.Event()  # there may be jobs, and room for them
        self.finished = []
        self.stored = asyncio.Event()  # there is something to store

    async def claim(self, connection):
        """Keeps as many jobs at hand as there are requests under way."""
        statement = await connection.prepare(CLAIM)
        while True:
            await self.wanted.wait()
            self.wanted.clear()
            room = 2 * self.concurrency - self.ready.qsize()
            jobs = await statement.fetch(room)
            for job in jobs:
                self.ready.put_nowait(job)

    async def ask(self, session):
        """One slot: takes a job, asks, and takes the next."""
        while True:
            if self.ready.qsize() <= self.concurrency:
                self.wanted.set()
            number, execution = await self.ready.get()
            question = {
                "model": MODEL,
                "messages": [
                    {"role": "system", "content": SYSTEM},
                    {"role": "user", "content": execution},
                ],
                "max_tokens": 200,
                "temperature": 0.1,
                "response_format": {"type": "json_object"},
            }
            async with session.post(
                self.url, data=json.dumps(question).encode()
            ) as response:
                response.raise_for_status()
                self.finish(number, json.loads(await response.read()))

    def finish(self, number, answer):
        category = json.loads(answer["choices"][0]["message"]["content"])
        if category["failure_type"] not in TYPES:
            raise ValueError("odd type: %s" % category["failure_type"])
        self.finished.append(
            (
                number,
                category["failure_type"],
                str(category["reasoning"]),
                float(category["confidence"]),
            )
        )
        self.stored.set()

    async def store(self, connection):
        statement = await connection.prepare(STORE)
        while True:
            await self.stored.wait()
            self.stored.clear()
            results, self.finished = self.finished, []
            await statement.fetch(*map(list, zip(*results)))

    async def run(self):
        claiming, storing, listening = [
            await asyncpg.connect() for _ in range(3)
        ]
        await listening.add_listener(
            "bench_queue", lambda *message: self.wanted.set()
        )
        headers = {"Content-Type": "application/json"}
        async with aiohttp.ClientSession(
            headers=headers,
            connector=aiohttp.TCPConnector(limit=self.concurrency),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=120),
        ) as session:
            tasks = [self.claim(claiming), self.store(storing), end_of_input()]
            tasks += [self.ask(session) for _ in range(self.concurrency)]
            print("ready", flush=True)
            done, _ = await asyncio.wait(
                [asyncio.ensure_future(task) for task in tasks],
                return_when=asyncio.FIRST_COMPLETED,
            )
            for task in done:
                task.result()  # raises what it raised


async def end_of_input():
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    await reader.read()


def main():
    parser = argparse.ArgumentParser(description="An asyncio worker.")
    parser.add_argument("endpoint")
    parser.add_argument("--concurrency", type=int, default=64)
    options = parser.parse_args()
    uvloop.install()
    asyncio.run(Worker(options.endpoint, options.concurrency).run())


if __name__ == "__main__":
    main()
