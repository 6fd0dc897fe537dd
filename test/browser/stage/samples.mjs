/*
 * Runbooks and executions that look like real ones.
 */

/* A runbook of two steps, for services that crash on linux. */
export function runbook(id) {
	return {
		id,
		name: `Restart a service (${id})`,
		platform: "linux",
		incident_types: ["service_crash"],
		severity: "high",
		parameters: { SERVICE: { required: true } },
		steps: [
			{
				id: "status",
				action: "check_status",
				shell: "sh",
				command: 'systemctl status "$SERVICE" || true',
				timeout: 30,
			},
			{
				id: "restart",
				action: "restart_service",
				shell: "sh",
				command: 'systemctl restart "$SERVICE"',
				timeout: 60,
			},
		],
		verification: { method: "command", command: 'systemctl is-active "$SERVICE"' },
	};
}

/* A failure that the built-in rules know, with columns changed. */
export function execution(columns = {}) {
	const error =
		columns.error_message ??
		"nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)";
	return {
		runbook_id: "RB-LNX-SVC-001",
		incident_type: "service_crash",
		client_id: "acme",
		hostname: "web-1",
		platform: "linux",
		status: "failure",
		verification_passed: false,
		error_message: error,
		error_step: 2,
		executed_steps: [
			{ step_number: 1, action: "check_status", success: true, output: "inactive" },
			{ step_number: 2, action: "restart_service", success: false, error },
		],
		...columns,
	};
}
