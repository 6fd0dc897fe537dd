"""How fast the worker is.  Each case takes the rig, and a report to add to.

Cases fail when work is lost or done twice, never because something is slow.
They start with the worker paused and leave it so.
"""

import os
import statistics
import sys
import time

from rig import (
    EXECUTIONS,
    HERE,
    PATIENCE,
    PROGRAMS,
    SLOTS,
    Child,
    expect,
    processor_seconds,
    run,
    wait_until,
)

SECOND = 1e9  # nanoseconds
WAKEUPS = 300
THROUGHPUT_ROWS = 20000
ROUNDS = 3
LATENCY = "latency/200"  # orders to the model
TAIL = "tail/1"
FOREVER = "latency/3600000"
RAMP = 1  # seconds until all slots are surely taken


def wakeup(rig, report):
    """One row at a time: from the reply to COMMIT to the request's arrival."""
    rig.clear()
    rig.model.start_over()
    rig.resume()
    done = run(
        [os.path.join(PROGRAMS, "wakeup"), "unknown_large", str(WAKEUPS)],
        env=dict(rig.environment, PGUSER="robot"),
    )
    expect(done.returncode == 0, "wakeup: %s", done.stderr)
    committed = list(map(int, done.stdout.split()))
    arrived = [arrival for arrival, _ in rig.model.requests()]
    expect(len(arrived) == WAKEUPS, "%d requests came", len(arrived))
    milliseconds = [
        (arrival - commit) / 1e6 for commit, arrival in zip(committed, arrived)
    ]
    hundredths = statistics.quantiles(milliseconds, n=100, method="inclusive")
    for share, most in ((50, 1.5), (95, 3)):
        report.limit(
            "COMMIT to request, p%d of %d" % (share, WAKEUPS),
            hundredths[share - 1],
            "ms",
            most,
        )
    rig.pause()
    rig.check_asked(rig.check(WAKEUPS))


def wait_for_requests(rig, count, seconds):
    """Until the model has seen that many; false when time is up."""
    deadline = time.monotonic() + seconds
    while rig.model.counters()["requests"] < count:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def drive(rig, start, rows, is_done):
    """Starts a worker and returns how many rows a second it did."""
    began = time.monotonic()
    start()
    expect(wait_for_requests(rig, rows, PATIENCE), "too few requests")
    wait_until("everything analysed", PATIENCE, is_done)
    return rows / (time.monotonic() - began)


def throughput_of_learn(rig, report):
    rows = rig.fill("unknown_large", THROUGHPUT_ROWS)
    rig.settle("learn.jobs", EXECUTIONS)
    rig.model.start_over()
    processes = (rig.worker_pid(), rig.model.process.pid)
    before = list(map(processor_seconds, processes))
    watch = rig.watch()
    rate = drive(rig, rig.resume, rows, rig.is_done)
    rig.watched(watch)
    busy = [
        (processor_seconds(pid) - earlier) / rows * 1e6
        for pid, earlier in zip(processes, before)
    ]
    report.note(
        "learn: %.0f/s; for each row the worker kept a processor busy for "
        "%.0f µs and the stub for %.0f; a request had %.0f bytes"
        % (rate, *busy, rig.model.counters()["bytes"] / rows)
    )
    rig.pause()
    expect(rig.check(rows) == rows, "not everything is analysed")
    rig.check_asked(rows)
    return rate


def throughput_of_asyncio(rig, report):
    """On the executions that learn has just analysed."""
    rig.query(
        "TRUNCATE bench.executions, bench.jobs, bench.results;"
        "INSERT INTO bench.executions SELECT row_number() OVER (),"
        " json_strip_nulls(row_to_json(e)) FROM learn.execution_results e;"
        "INSERT INTO bench.jobs SELECT id FROM bench.executions"
    )
    rig.settle("bench.executions", "bench.jobs")
    (rows,) = rig.numbers("SELECT count(*) FROM bench.jobs")
    rig.model.start_over()
    worker = Child(
        [sys.executable, os.path.join(HERE, "asyncio_worker.py")]
        + [rig.model.endpoint],
        dict(rig.environment, PGUSER="postgres"),
    )
    worker.first_line()
    watch = rig.watch()  # it is a burden to learn as well
    rate = drive(
        rig,
        lambda: rig.query("NOTIFY bench_queue"),
        rows,
        lambda: rig.query("SELECT NOT EXISTS (SELECT FROM bench.jobs)") == "t",
    )
    watch.end()
    worker.end()
    counters = rig.model.counters()
    report.note(
        "asyncio: %.0f/s; a request had %.0f bytes"
        % (rate, counters["bytes"] / rows)
    )
    (results,) = rig.numbers("SELECT count(*) FROM bench.results")
    expect(
        results == counters["requests"] == rows,
        "asyncio: %d rows, %d requests, %d results",
        rows,
        counters["requests"],
        results,
    )
    return rate


def throughput(rig, report):
    """A backlog, 64 requests at once, and a model that answers at once."""
    rates = [
        (throughput_of_learn(rig, report), throughput_of_asyncio(rig, report))
        for _ in range(ROUNDS)
    ]
    learn, other = map(statistics.median, zip(*rates))
    case = "model at 0 ms, 64 in flight"
    report.rate(case, learn, ("asyncio", other), learn / other, ">=", 3)
    report.rate(case, learn, ("the aim,", 8000), learn / 8000, ">=", 1)


def share_of_slots(requests, slots, begin, end):
    """The share of the slots' time in which the model was at work.

    A request takes its slot from its arrival for as long as the model was told
    to take.  The rate of answers is, in the long run, this share of slots /
    latency; in a short run it is not torn by who happens to end in it.
    """
    busy = sum(
        max(0, min(arrival + latency, end) - max(arrival, begin))
        for arrival, latency in requests
    )
    return busy / (slots * (end - begin))


def keep_busy(rig, report, name, slots, seconds, order, goal, spare=1):
    """A backlog for that long, and a model that takes its time.

    Spare is how many times as much of it is needed, because the fast answers
    come first.
    """
    rig.model.start_over()
    rig.model.control(order)
    possible = slots / rig.model.counters()["mean_latency"]
    rows = rig.fill(
        "unknown_large", int(spare * (seconds + RAMP) * possible) + slots
    )
    rig.settle("learn.jobs", EXECUTIONS)
    rig.model.control("forget")
    rig.model.control(order)
    watch = rig.watch()
    rig.resume()
    expect(wait_for_requests(rig, 1, PATIENCE), "no request came")
    wait_for_requests(rig, rows, RAMP + seconds)
    requests = rig.model.requests()
    most = rig.model.counters()["in_flight_max"]
    rig.watched(watch)
    rig.pause()
    rig.check_asked(rig.check(rows))
    expect(most <= slots, "%d requests were in flight", most)
    begin = requests[0][0] + RAMP * SECOND
    end = min(requests[-1][0], begin + seconds * SECOND)
    share = share_of_slots(requests, slots, begin, end)
    report.rate(
        "%s, %s in flight" % (name, format(slots, ",")),
        share * possible,
        ("possible", possible),
        share,
        ">=",
        goal,
    )


def latency(rig, report):
    """A model that always takes 200 ms, and few slots."""
    keep_busy(rig, report, "model at 200 ms", SLOTS, 20, LATENCY, 0.97)


def tail(rig, report):
    """Most answers are fast and some are very slow."""
    keep_busy(rig, report, "model at 50 ms to 20 s", SLOTS, 30, TAIL, 0.9, 2)


def weigh_with_all_slots_taken(rig, report, slots):
    """While the model answers nobody."""
    rows = rig.fill("unknown_large", 2 * slots)
    rig.model.start_over()
    rig.model.control(FOREVER)
    rig.resume()
    wait_for_requests(rig, slots, RAMP + slots / 100)
    taken = rig.model.counters()["in_flight"]
    if taken < slots:
        report.note("only %d of %d slots were taken" % (taken, slots))
    rig.weigh("%s in flight" % format(taken, ","))
    rig.pause()
    rig.check_asked(rig.check(rows))


def many(rig, report):
    """As many slots as can be had."""
    slots = 1000
    rig.configure(max_concurrent_requests=slots)
    weigh_with_all_slots_taken(rig, report, slots)
    keep_busy(rig, report, "model at 200 ms", slots, 10, LATENCY, 0.9)
    rig.configure(max_concurrent_requests=SLOTS)
