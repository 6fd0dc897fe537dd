"""The protocols that LlmStub.py speaks.

Each has an envelope, which encloses what a model says as a service would, and
a check, which refuses a request that is not as the service documents it.
"""

import json
import re
import time
import urllib.parse


class Envelope:
    """Behaviours that change the protocol's JSON around the content."""

    @staticmethod
    def good(question, content):
        return {
            "id": "chatcmpl-stub",
            "object": "chat.completion",
            "created": int(time.time()),
            "model": question.model,
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": content},
                    "finish_reason": "stop",
                }
            ],
            "usage": {
                "prompt_tokens": len(question.text) // 4 + 1,
                "completion_tokens": len(content or "") // 4 + 1,
            },
        }

    @classmethod
    def parts(cls, question, content):
        half = len(content) // 2
        pieces = [content[:half], content[half:]]
        return cls._message(
            question,
            content=[{"type": "text", "text": piece} for piece in pieces],
        )

    @classmethod
    def cut_off(cls, question, content):
        reply = cls.good(question, content[: len(content) // 2])
        reply["choices"][0]["finish_reason"] = "length"
        return reply

    @classmethod
    def missing_choices(cls, question, content):
        reply = cls.good(question, content)
        del reply["choices"]
        return reply

    @classmethod
    def null_content(cls, question, content):
        return cls._message(question, content=None)

    @classmethod
    def refusal(cls, question, content):
        return cls._message(
            question, content=None, refusal="I cannot help with that."
        )

    @classmethod
    def content_filter(cls, question, content):
        reply = cls.good(question, "")
        reply["choices"][0]["finish_reason"] = "content_filter"
        return reply

    @classmethod
    def nul(cls, question, content):
        return cls.good(question, "before\0after " + content)

    @classmethod
    def _message(cls, question, **members):
        reply = cls.good(question, "")
        reply["choices"][0]["message"].update(members)
        return reply


class MessageEnvelope:
    """The same behaviours in the messages protocol."""

    @classmethod
    def good(cls, question, content):
        return cls._message(question, cls._blocks(question, content))

    @classmethod
    def parts(cls, question, content):
        half = len(content) // 2
        thought = {"type": "thinking", "thinking": "", "signature": "c2ln"}
        pieces = [cls._text(content[:half]), cls._text(content[half:])]
        return cls._message(question, [thought] + pieces)

    @classmethod
    def cut_off(cls, question, content):
        part = [cls._text(content[: len(content) // 2])]
        return cls._message(question, part, "max_tokens")

    @classmethod
    def missing_choices(cls, question, content):
        reply = cls.good(question, content)
        del reply["content"]
        return reply

    @classmethod
    def null_content(cls, question, content):
        return cls._message(question, None)

    @classmethod
    def refusal(cls, question, content):
        return cls._message(question, [], "refusal")

    content_filter = refusal

    @classmethod
    def nul(cls, question, content):
        return cls.good(question, "before\0after " + content)

    @staticmethod
    def _text(text):
        return {"type": "text", "text": text}

    @classmethod
    def _blocks(cls, question, content):
        """The use of the tool, if there is one and the content fits it."""
        tools = question.body.get("tools")
        try:
            value = json.loads(content)
        except (TypeError, ValueError, RecursionError):
            value = None
        if not tools or not isinstance(value, dict):
            return [cls._text(content)]
        use = {"type": "tool_use", "id": "toolu_stub", "input": value}
        return [dict(use, name=tools[0]["name"])]

    @staticmethod
    def _message(question, content, stop_reason=None):
        blocks = content or []
        used = any(block["type"] == "tool_use" for block in blocks)
        return {
            "id": "msg_stub",
            "type": "message",
            "role": "assistant",
            "model": question.model,
            "content": content,
            "stop_reason": stop_reason or ("tool_use" if used else "end_turn"),
            "stop_sequence": None,
            "usage": {
                "input_tokens": len(question.text) // 4 + 1,
                "output_tokens": len(json.dumps(content)) // 4 + 1,
            },
        }


class Refused(Exception):
    """A request that is not as the service documents it."""

    def __init__(self, status, reason):
        super().__init__(reason)
        self.status = status


def require(condition, reason, status=400):
    if not condition:
        raise Refused(status, reason)


def require_json(headers):
    kind = headers.get("Content-Type")
    require(kind == "application/json", "not of type application/json")


def check_members(value, name, required, optional):
    """An object with these members, each of the type given for it."""
    require(isinstance(value, dict), "%s is no object" % name)
    for member in required:
        require(member in value, "%s lacks %s" % (name, member))
    known = {**required, **optional}
    for member, content in value.items():
        require(member in known, "%s has an unknown %s" % (name, member))
        fits = isinstance(content, known[member])
        # To Python, a truth value is an integer.
        fits = fits and (known[member] is bool or content is not True)
        require(fits, "%s of %s is of a wrong type" % (member, name))


class ChatProtocol:
    """Chat completions as many servers have them: nothing is checked."""

    envelope = Envelope
    secret = "Authorization"
    prefix = "Bearer "
    content_mark = b'"content": "'

    @staticmethod
    def check(path, headers, body):
        pass

    @staticmethod
    def error(status, reason):
        return {"error": {"message": reason}}


class AzureProtocol(ChatProtocol):
    """Chat completions as Azure has them, in both kinds of URL."""

    secret = "api-key"
    prefix = ""
    PATH = re.compile(
        r"^/azure/openai/(?:deployments/[^/?]+|(v1))/chat/completions"
        r"(?:\?(.*))?$"
    )
    VERSION = re.compile(r"^20\d\d-\d\d-\d\d(-preview)?$")

    @classmethod
    def check(cls, path, headers, body):
        found = cls.PATH.match(path)
        require(found, "no such resource", 404)
        query = urllib.parse.parse_qs(found.group(2) or "")
        version = query.get("api-version", [None])[0]
        if found.group(1):
            require(version in (None, "preview", "latest"), "v1 has no dates")
        else:
            require(version, "api-version is missing", 404)
            require(cls.VERSION.match(version), "no such api-version", 404)
        require_json(headers)
        require("Authorization" not in headers, "a bearer token is no key")
        cls._check_body(body)

    @staticmethod
    def _check_body(body):
        check_members(
            body,
            "the request",
            {"messages": list},
            {
                "model": str,
                "max_tokens": int,
                "temperature": (int, float),
                "response_format": dict,
            },
        )
        require(body["messages"], "there are no messages")
        for message in body["messages"]:
            members = {"role": str, "content": str}
            check_members(message, "a message", members, {})
            roles = ("system", "user", "assistant")
            require(message["role"] in roles, "no such role")
        require(body.get("max_tokens", 1) > 0, "max_tokens is too small")
        fits = 0 <= body.get("temperature", 0) <= 2
        require(fits, "temperature is not from 0 to 2")
        check_response_format(body.get("response_format", {"type": "text"}))


def check_response_format(wanted):
    if wanted.get("type") != "json_schema":
        check_members(wanted, "response_format", {"type": str}, {})
        require(wanted["type"] in ("text", "json_object"), "no such format")
        return
    members = {"type": str, "json_schema": dict}
    check_members(wanted, "response_format", members, {})
    check_members(
        wanted["json_schema"],
        "json_schema",
        {"name": str, "schema": dict},
        {"strict": bool, "description": str},
    )
    name = wanted["json_schema"]["name"]
    require(re.match(r"^[A-Za-z0-9_-]{1,64}$", name), "a bad name of a schema")


class AnthropicProtocol:
    """The messages protocol, as the models of 2026 accept it."""

    envelope = MessageEnvelope
    secret = "x-api-key"
    prefix = ""
    content_mark = b'"model": "'

    # What schemas that are enforced may not have.
    UNSUPPORTED = {
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "maxProperties",
        "propertyNames",
        "patternProperties",
    }

    @classmethod
    def check(cls, path, headers, body):
        require(path == "/anthropic/v1/messages", "no such path", 404)
        version = headers.get("anthropic-version")
        require(version == "2023-06-01", "anthropic-version is not 2023-06-01")
        require_json(headers)
        cls._check_body(body)
        for tool in body.get("tools", []):
            cls._check_tool(tool)
        choice = body.get("tool_choice")
        if choice is not None:
            require(body.get("tools"), "tool_choice without tools")
            require(
                choice.get("type") in ("auto", "none"),
                "this model cannot be forced to use a tool",
            )
        if "output_config" in body:
            cls._check_output(body["output_config"])

    @staticmethod
    def _check_body(body):
        require("temperature" not in body, "this model has no temperature")
        check_members(
            body,
            "the request",
            {"model": str, "max_tokens": int, "messages": list},
            {
                "system": str,
                "tools": list,
                "tool_choice": dict,
                "output_config": dict,
            },
        )
        require(body["max_tokens"] > 0, "max_tokens is too small")
        require(body["messages"], "there are no messages")
        for message in body["messages"]:
            members = {"role": str, "content": str}
            check_members(message, "a message", members, {})
            require(message["role"] in ("user", "assistant"), "no such role")
            require(message["content"], "a message is empty")
        last = body["messages"][-1]["role"]
        require(last == "user", "the last message is not the user's")

    @staticmethod
    def _check_tool(tool):
        members = {"name": str, "input_schema": dict}
        check_members(tool, "a tool", members, {"description": str})
        fits = re.match(r"^[A-Za-z0-9_-]{1,64}$", tool["name"])
        require(fits, "a bad name of a tool")
        kind = tool["input_schema"].get("type")
        require(kind == "object", "input_schema is not of type object")

    @classmethod
    def _check_output(cls, wanted):
        check_members(wanted, "output_config", {"format": dict}, {})
        members = {"type": str, "schema": dict}
        check_members(wanted["format"], "format", members, {})
        kind = wanted["format"]["type"]
        require(kind == "json_schema", "no such type of a format")
        cls._check_enforced(wanted["format"]["schema"])

    @classmethod
    def _check_enforced(cls, schema):
        require(isinstance(schema, dict), "a schema is no object")
        for keyword in cls.UNSUPPORTED & set(schema):
            require(False, "%s cannot be enforced" % keyword)
        if schema.get("type") == "object":
            closed = schema.get("additionalProperties") is False
            require(closed, "additionalProperties is not false")
        for member in schema.get("properties", {}).values():
            cls._check_enforced(member)
        if "items" in schema:
            cls._check_enforced(schema["items"])

    @staticmethod
    def error(status, reason):
        kinds = {401: "authentication_error", 404: "not_found_error"}
        kind = kinds.get(status, "invalid_request_error")
        return {"type": "error", "error": {"type": kind, "message": reason}}


class HookEnvelope:
    """Nobody reads what is in it."""

    @staticmethod
    def good(question, content):
        return "ok"


class HookProtocol(ChatProtocol):
    """Webhooks: the status is the answer, and no key is asked for."""

    secret = None
    envelope = HookEnvelope

    @staticmethod
    def check(path, headers, body):
        require_json(headers)


PROTOCOLS = {
    "anthropic": AnthropicProtocol,
    "azure": AzureProtocol,
    "hook": HookProtocol,
}
SECRETS = {"authorization", "api-key", "x-api-key"}


def protocol_of(path):
    """Who speaks at a path: its first part says so."""
    first = re.split("[/?]", path.lstrip("/"), 1)[0]
    return PROTOCOLS.get(first, ChatProtocol)
