/*
 * The requests there are, each with the arguments it needs beside an id.
 */
import { runbook } from "./samples.mjs";

export const READERS = {
	learn_pending: {},
	learn_stats: {},
	learn_history: {},
	learn_runbook: { id: "RB-NONE" },
	learn_comparison: { id: "RB-NONE" },
};
export const DECIDERS = {
	learn_claim: {},
	learn_approve: {},
	learn_reject: { reason: "no" },
	learn_request_changes: { requested_changes: "more" },
	learn_add_test: { test_name: "t", passed: true },
	learn_edit: { content: runbook("RB-NONE") },
	learn_regenerate: {},
};
export const OPERATORS = { learn_retire: { reason: "old" }, learn_rollback: { reason: "worse" } };
export const VIEWS = [
	"learn_executions",
	"learn_versions",
	"learn_learning_rate",
	"learn_backlog",
	"learn_reviewers",
	"learn_never_ran",
];
