"""What learn costs those who insert.

Cases start with the worker paused and leave it so.
"""

import statistics
import threading
import time

from rig import EXECUTIONS, PATIENCE, PLAIN, expect, wait_until

SECONDS = 1.5
PAIRS = 5
CLIENTS = 4
BUILTIN_SECONDS = 8
SIZES = {"large": "3 KB", "small": "300 B"}


def insert_rate(rig, table, sample, clients, per_insert, draining):
    """Into empty tables; rows per second."""
    rig.clear()
    if draining:
        rig.resume()
    rows, seconds = rig.insert(
        table, sample, clients, per_insert, "seconds", SECONDS
    )
    if draining:
        rig.pause()
    if table == EXECUTIONS:
        rig.check(rows)
    return rows / seconds


def compare(rig, report, name, size, shape, draining, goal):
    """Alternates between the table of learn and one without triggers."""
    rates = {EXECUTIONS: [], PLAIN: []}
    for pair in range(PAIRS):
        for table in (EXECUTIONS, PLAIN) if pair % 2 else (PLAIN, EXECUTIONS):
            rates[table].append(
                insert_rate(
                    rig,
                    table,
                    "unknown_" + size,
                    *shape,
                    draining and table == EXECUTIONS,
                )
            )
    report.rate(  # the median of the pairs' ratios, not of their rates
        "INSERT of %s, %s" % (SIZES[size], name),
        statistics.median(rates[EXECUTIONS]),
        ("no trigger", statistics.median(rates[PLAIN])),
        statistics.median(
            plain / learn
            for plain, learn in zip(rates[PLAIN], rates[EXECUTIONS])
        ),
        "<=",
        goal,
    )


def insert(rig, report):
    """Slower than without triggers, by what factor?"""
    rig.model.start_over()
    for size in SIZES:
        compare(
            rig, report, "4 clients, paused", size, (CLIENTS, 1), False, 1.1
        )
        compare(
            rig, report, "4 clients, draining", size, (CLIENTS, 1), True, 1.5
        )
        compare(
            rig, report, "1,000 rows at once", size, (1, 1000), False, 1.1
        )


def keep_up(rig, report, size):
    """Does the worker keep up with clients when no model is needed?"""
    rig.clear()
    rig.model.start_over()
    rig.resume()
    result = []
    clients = threading.Thread(
        target=lambda: result.append(
            rig.insert(
                EXECUTIONS,
                "permission_" + size,
                CLIENTS,
                1,
                "seconds",
                BUILTIN_SECONDS,
            )
        )
    )
    watch = rig.watch()
    clients.start()
    time.sleep(BUILTIN_SECONDS / 2)
    backlog = "SELECT count(*) FROM learn.jobs"
    (half,) = rig.numbers(backlog)
    clients.join()
    (left,) = rig.numbers(backlog)
    start = time.monotonic()
    wait_until("everything analysed", PATIENCE, rig.is_done)
    drained = time.monotonic() - start
    rig.watched(watch)
    rig.pause()
    expect(result, "the clients failed")
    rows, seconds = result[0]
    expect(rig.check(rows) == rows, "not everything is analysed")
    expect(rig.model.counters()["requests"] == 0, "the model was asked")
    done = (rows - left) / seconds
    report.note(
        "%s without a model: backlog %d after half the time, %d at the end, "
        "which took another %.1f s" % (SIZES[size], half, left, drained)
    )
    report.rate(
        "no model, %s, 4 clients" % SIZES[size],
        done,
        ("inserted", rows / seconds),
        1 - left / rows,
        ">=",
        0.95,
    )


def builtin(rig, report):
    """Failures of which the rules are sure."""
    for size in SIZES:
        keep_up(rig, report, size)
