/*
 * Who asks: JSON web tokens signed with HMAC-SHA256.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { RequestError } from "./errors.js";

const TOLERANCE = 30; // seconds that clocks may differ

function refusal(code, message, details = null) {
	return new RequestError(401, code, message, {
		details,
		headers: {
			"WWW-Authenticate": `Bearer error="invalid_token", error_description=${JSON.stringify(message)}`,
		},
	});
}

function decoded(part) {
	const text = Buffer.from(part, "base64url").toString("utf8");
	const value = JSON.parse(text);
	if (value === null || typeof value !== "object" || Array.isArray(value)) {
		throw new SyntaxError("not an object");
	}
	return value;
}

function checkTime(claims, name, passes, message) {
	if (claims[name] === undefined) return;
	if (typeof claims[name] !== "number") {
		throw refusal("PGRST303", `The JWT '${name}' claim must be a number`);
	}
	if (!passes(claims[name], Date.now() / 1000)) {
		throw refusal("PGRST303", message);
	}
}

function checkSignature(header, payload, signature, secret) {
	const expected = createHmac("sha256", secret).update(`${header}.${payload}`).digest();
	const given = Buffer.from(signature, "base64url");
	if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
		throw refusal(
			"PGRST301",
			"No suitable key or wrong key type",
			"None of the keys was able to decode the JWT",
		);
	}
}

function verified(token, secret) {
	const parts = token.split(".");
	if (token === "") {
		throw refusal("PGRST301", "Empty JWT is sent in Authorization header");
	}
	if (parts.length !== 3) {
		throw refusal("PGRST301", `Expected 3 parts in JWT; got ${parts.length}`);
	}
	let claims;
	try {
		if (decoded(parts[0]).alg !== "HS256") {
			throw refusal("PGRST301", "Wrong or unsupported encoding algorithm");
		}
		checkSignature(...parts, secret);
		claims = decoded(parts[1]);
	} catch (error) {
		if (error instanceof RequestError) throw error;
		throw refusal("PGRST301", "JWT cryptographic operation failed");
	}
	checkTime(claims, "exp", (at, now) => now <= at + TOLERANCE, "JWT expired");
	checkTime(claims, "nbf", (at, now) => now >= at - TOLERANCE, "JWT not yet valid");
	checkTime(claims, "iat", (at, now) => now >= at - TOLERANCE, "JWT issued at future");
	return claims;
}

/* The claims of a request, and the role it runs as. */
export function whoAsks(authorization, secret, anonymousRole) {
	const bearer = /^bearer(?:\s+(.*))?$/is.exec(authorization ?? "");
	const claims = bearer ? verified((bearer[1] ?? "").trim(), secret) : {};
	const role = typeof claims.role === "string" ? claims.role : anonymousRole;
	return { role, claims: { ...claims, role }, authenticated: role !== anonymousRole };
}
