"""How long the API's lists and documents take in a large installation.

The case must be the last one: the tables stay full.
"""

import json
import os
import statistics

from rig import HERE, expect

MOST = 50  # milliseconds
TIMES = 7
# A document may look up single rows there: those of a page, some of them for
# several columns.
LARGE = ("execution_results", "analyses")
ROWS = 500

HOT = "RB-LOAD-0-v2"
LISTS_AND_DOCUMENTS = {
    "learn_pending, 50 of 10,000": "SELECT * FROM learn_pending() LIMIT 50",
    "learn_pending, high, page 3": "SELECT * FROM learn_pending('high')"
    " OFFSET 100 LIMIT 50",
    "learn_history, 50 of 10,000": "SELECT * FROM learn_history() LIMIT 50",
    "learn_stats": "SELECT learn_stats()",
    "learn_runbook": "SELECT learn_runbook('%s')" % HOT,
    "learn_comparison": "SELECT learn_comparison('%s')" % HOT,
    "learn_versions of a line": "SELECT * FROM learn_versions"
    " WHERE line = 'RB-LOAD-0'",
    "learn_versions, 50 of 30,000": "SELECT * FROM learn_versions"
    " ORDER BY runbook_id LIMIT 50",
    "learn_learning_rate": "SELECT * FROM learn_learning_rate",
    "learn_backlog": "SELECT * FROM learn_backlog",
    "learn_reviewers": "SELECT * FROM learn_reviewers",
    "learn_never_ran": "SELECT * FROM learn_never_ran LIMIT 50",
    "learn_triage": "SELECT * FROM learn_triage LIMIT 50",
    "learn_executions, the latest 50": "SELECT * FROM learn_executions"
    " ORDER BY recorded_at DESC LIMIT 50",
}


def explain(rig, statement):
    """Its time in ms, and what it read of the large tables."""
    answer = rig.query(
        "BEGIN; SET LOCAL ROLE learn_reviewer;"
        "EXPLAIN (ANALYZE, TIMING OFF, SUMMARY, FORMAT JSON) %s;"
        "RESET ROLE;"
        "SELECT json_object_agg(relname, json_build_array(seq_scan,"
        " coalesce(idx_tup_fetch, 0))) FROM pg_stat_xact_user_tables"
        " WHERE schemaname = 'learn' AND relname IN ('%s'); COMMIT"
        % (statement, "', '".join(LARGE))
    )
    plan, _, reads = answer.rpartition("]\n")
    return json.loads(plan + "]")[0]["Execution Time"], json.loads(reads)


def documents(rig, report):
    """Lists and documents with a million executions."""
    rig.clear()
    with open(os.path.join(HERE, "documents.sql"), encoding="utf-8") as file:
        rig.query(file.read())
    rig.query("VACUUM (ANALYZE)")
    for name, statement in LISTS_AND_DOCUMENTS.items():
        times = []
        for _ in range(TIMES):
            time, reads = explain(rig, statement)
            times.append(time)
        for table in LARGE:
            scans, rows = reads[table]
            expect(
                scans == 0 and rows <= ROWS,
                "%s scans %s (%d scans, %d rows)",
                name,
                table,
                scans,
                rows,
            )
        report.limit(name, statistics.median(times), "ms", MOST)
