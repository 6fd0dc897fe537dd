/*
 * A PostgreSQL server of its own, found by PATH, below a folder.
 */
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import pg from "pg";

export class Database {
	#data;
	#sockets;
	#connection;
	#name;

	/* settings: lines for postgresql.conf. */
	constructor(folder, name, settings) {
		this.#data = `${folder}/data`;
		this.#sockets = `${folder}/sockets`;
		this.#name = name;
		this.log = `${folder}/server.log`;
		mkdirSync(this.#sockets);
		this.#run(
			"initdb",
			"--no-sync",
			"--username=postgres",
			"--auth=trust",
			"--encoding=UTF8",
			"--no-locale",
			"--pgdata",
			this.#data,
		);
		appendFileSync(
			`${this.#data}/postgresql.conf`,
			`
listen_addresses = ''
unix_socket_directories = '${this.#sockets}'
shared_preload_libraries = 'learn'
fsync = off
timezone = 'UTC'
${settings}
`,
		);
		this.start();
		this.#run("createdb", "--host", this.#sockets, "--username=postgres", name);
	}

	#run(program, ...rest) {
		execFileSync(program, rest, { stdio: ["ignore", "ignore", "inherit"] });
	}

	start() {
		this.#run("pg_ctl", "start", "--wait", "--pgdata", this.#data, "--log", this.log);
	}

	/* The connection string for a role. */
	uri(role) {
		return `postgres://${role}@/${this.#name}?host=${encodeURIComponent(this.#sockets)}`;
	}

	/* Runs SQL as superuser, and returns the rows. */
	async sql(text, values) {
		if (!this.#connection) {
			this.#connection = new pg.Client({ connectionString: this.uri("postgres") });
			await this.#connection.connect();
		}
		const { rows } = await this.#connection.query(text, values);
		return rows;
	}

	/* Lines for postgresql.conf, in effect for requests that begin later. */
	async configure(settings) {
		appendFileSync(`${this.#data}/postgresql.conf`, `${settings}\n`);
		await this.sql("SELECT pg_reload_conf()");
	}

	serverLog() {
		return readFileSync(this.log, "utf8");
	}

	async stop() {
		await this.#connection?.end();
		this.kill();
	}

	kill() {
		execFileSync("pg_ctl", ["stop", "--mode=immediate", "--pgdata", this.#data], {
			stdio: "ignore",
		});
	}
}
