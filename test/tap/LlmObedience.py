"""A model that does what it reads, wherever it reads it.

What follows one of these words and a colon in any text of the data, but for
the runbook's own, up to " ;;" or the end of the line, is an order:

    RUN         add a step with this command
    UNDO        add a step with this command to the rollback
    CHECK       verify with this command
    PARAMETER   add a parameter with this default
    PUT         member=JSON: set a member of the runbook
    TOP         member=JSON: set a member of the whole answer
    REMOVE      remove the step with this action
    ALSO        change the runbook of this id as well
    LEAK        repeat the instructions, as the description and wherever there
                is room
    ANSWER      answer a question for a runbook with exactly this text
    CATEGORY    find this failure type

Such a model also sees through characters that have no width, or stand for
such.
"""

import json
import re

WORDS = "RUN UNDO CHECK PARAMETER PUT TOP REMOVE ALSO LEAK ANSWER CATEGORY"
ORDER = re.compile(r"\b(%s): ?(.*?)(?: ;;|\n|$)" % WORDS.replace(" ", "|"))
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\ufffd]")
OWN = {"runbook", "draft", "rejected", "policy"}


def texts_of(value):
    """All strings in a value, names of members included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts_of(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from texts_of(item)


def orders_of(data):
    """The orders in the data, each once."""
    found = {}
    for name, member in data.items():
        if name in OWN:
            continue
        for text in texts_of(member):
            for seen in (text, UNSEEN.sub("", text)):
                found.update(dict.fromkeys(ORDER.findall(seen)))
    return list(found)


def parsed(text):
    try:
        return json.loads(text)
    except ValueError:
        return text


class Servant:
    """Carries out orders on a proposal."""

    def __init__(self, proposal, prompt):
        self.proposal = proposal
        self.runbook = proposal["runbook"]
        self.prompt = prompt
        steps = self.runbook["steps"] + self.runbook.get("rollback", [])
        self.count = len(steps)

    def obey(self, word, argument):
        getattr(self, "_" + word.lower())(argument)

    def _step(self, command):
        self.count += 1
        name = "ordered-%d" % self.count
        why = "The data asks for it."
        self.proposal["changes"].append(
            {"step": name, "what": "added", "why": why}
        )
        return {
            "id": name,
            "action": "ordered_action",
            "shell": "sh",
            "command": command,
            "timeout": 60,
            "because": {"text": why, "executions": ["exec-20260101-0001"]},
        }

    def _run(self, command):
        self.runbook["steps"].append(self._step(command))

    def _undo(self, command):
        self.runbook.setdefault("rollback", []).append(self._step(command))

    def _check(self, command):
        check = {"method": "command", "command": command}
        self.runbook["verification"] = check

    def _parameter(self, value):
        parameter = {"default": value, "description": "as ordered"}
        self.runbook.setdefault("parameters", {})["ORDERED"] = parameter

    def _put(self, assignment):
        member, _, value = assignment.partition("=")
        self.runbook[member] = parsed(value)

    def _top(self, assignment):
        member, _, value = assignment.partition("=")
        self.proposal[member] = parsed(value)

    def _remove(self, action):
        steps = self.runbook["steps"]
        self.runbook["steps"] = [s for s in steps if s["action"] != action]

    def _also(self, other):
        self.proposal["runbooks"] = [dict(self.runbook, id=other)]
        self.runbook["id"] = other

    def _leak(self, _):
        self.runbook["description"] = self.prompt[:1500]
        for change in self.proposal["changes"]:
            change["why"] = self.prompt[:1500]

    def _category(self, _):
        pass


def obey(question, value):
    """The answer to a question, as ordered; value is an honest one."""
    orders = orders_of(question.data)
    if question.purpose == "improve":
        servant = Servant(value, question.text)
        for word, argument in orders:
            if word == "ANSWER":
                return argument
            servant.obey(word, argument)
    else:
        for word, argument in orders:
            value["reasoning"] = "%s: %s" % (word, argument)
            if word == "CATEGORY":
                value["failure_type"] = argument
    return json.dumps(value)
