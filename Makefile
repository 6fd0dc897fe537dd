# learn: turns failed runbook executions into reviewed, better runbooks.
#
#   make demo      watch a real failure become a reviewed runbook
#   make check     everything a change must pass
#   make bench     how fast it is, beside what it is compared with
#   make fuzz      hostile input for everything that reads any
#   make check-asan  tests on servers that look for what C does wrong
#   make install   build and install for the PostgreSQL that pg_config names
#
# These but the last install what they need, so they must not need pg_config.
#
# learn-executor, the program for the machines where runbooks run, is built and
# installed along; alone, and without PostgreSQL's server: make -C src/executor.

HARNESS_GOALS := demo bench fuzz check check-asan check-style check-unit check-evidence check-fuzz \
	check-regress check-isolation check-tap check-demo check-faults check-browser

ifneq (,$(filter $(HARNESS_GOALS),$(MAKECMDGOALS)))

$(HARNESS_GOALS):
	@test/run $@

.PHONY: $(HARNESS_GOALS)

else

EXTENSION = learn
MODULE_big = learn
DATA = learn--1.0.sql

CORE = problem arena buffer character json_number json_value json_token \
	json_read json findings json_schema json_schema_rules failure_type excerpt \
	facts state_diff parameters visible_text runbook step_pairs runbook_diff \
	runbook_text unified_diff proportion pattern pattern_set evidence \
	evidence_words evidence_state rules rules_table fingerprint \
	fingerprint_chunk fingerprint_clean fingerprint_path fingerprint_prefix \
	fingerprint_words fingerprint_writer signature classify shell_words clues \
	clue_search clue_runbook remedy remedy_table remedy_tool remedy_change \
	remedies_used improve improve_composition improve_record improve_mined \
	improve_step improve_ready private_names private_addresses redact \
	redact_bare redact_blocks redact_commands redact_judge redact_known \
	redact_names redact_pairs redact_shapes redact_text redact_values \
	redact_letters redact_checks redact_numbers redact_told redact_email \
	redact_document disguise disguise_hosts disguise_memory replacements \
	restoration command command_words command_sh_text command_sh_word \
	command_sh_expansion command_sh_fields command_sh_frames command_sh_list \
	command_sh_command command_sh_reserved command_sh_redirection \
	command_sh_document command_powershell command_powershell_text \
	command_powershell_strings command_powershell_value \
	command_powershell_compute command_powershell_names \
	command_powershell_members command_powershell_operand \
	command_powershell_expression command_powershell_words \
	command_powershell_control command_powershell_encoded command_cmd \
	command_cmd_words command_nested_unix command_nested_wrappers \
	command_nested_table command_nested_shells command_nested_stdin \
	command_nested_options command_nested_code command_nested_output \
	command_nested_piped command_nested_windows command_nested_windows_words \
	command_nested_windows_cmdlets policy policy_compile policy_rule \
	policy_list policy_scan policy_match policy_glob policy_option policy_path \
	policy_place policy_effect policy_host policy_detect policy_file \
	runbook_policy essence pipeline copied_text draft draft_changes \
	draft_sources draft_refusal draft_warnings draft_description mined_remedy \
	mined_key pseudonyms prompt_words prompt_data prompt reply
LLM = address request transport headers protocol dialect openai azure anthropic \
	client webhook breaker
PG = learn dashboard settings arguments statement rows foreign json_text trigger_data \
	digest functions fingerprints proportions remedies redaction \
	$(CAPTURE:%=capture/%) $(ENGINE:%=engine/%) $(WORKER:%=worker/%) \
	$(REVIEW:%=review/%)
CAPTURE = report redaction capture executors
ENGINE = rights wake shared jobs orphans secret guarded ask exchanges prompts budget engine steps run \
	groups statistics runs lessons patterns follow_up conclusions analyze improve manual \
	notify_job document housekeeping
WORKER = databases extension make_way launcher memory pause prices alarm configuration \
	witness session unit leases upkeep worker status
REVIEW = identity whoami guard audit evidence notify review decision claims succession \
	approval_checks approval decisions drafts handwriting submissions edits \
	regeneration production handouts feedback wordings \
	verdicts policies
OBJS = $(CORE:%=src/core/%.o) $(LLM:%=src/llm/%.o) $(PG:%=src/pg/%.o)

LEARN_VERSION = $(shell sed -n "s/^default_version = '\(.*\)'/\1/p" $(srcdir)/learn.control)
PG_CPPFLAGS = -I$(srcdir)/src -DLEARN_VERSION='"$(LEARN_VERSION)"' \
	$(shell pkg-config --cflags libcurl)
PG_CFLAGS = -Wall -Wextra -Wno-unused-parameter -Wno-missing-field-initializers \
	-Wno-declaration-after-statement
SHLIB_LINK = $(shell pkg-config --libs libcurl json-c)
EXTRA_CLEAN = src/core/*.inc src/pg/*.inc

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

src/core/%.inc: src/core/%.json src/core/embed.sh
	sh $(srcdir)/src/core/embed.sh $< > $@

src/core/runbook.o: src/core/runbook.schema.inc

# Templates of remedies become macros.
TEMPLATES = services storage network packages scripts darwin windows
src/core/remedies_%.inc: src/core/remedies_%.sh src/core/embed_templates.sh
	sh $(srcdir)/src/core/embed_templates.sh $< > $@
src/core/remedies_%.inc: src/core/remedies_%.ps1 src/core/embed_templates.sh
	sh $(srcdir)/src/core/embed_templates.sh $< > $@

src/core/remedy_table.o: $(TEMPLATES:%=src/core/remedies_%.inc)

# The review page becomes a string, with the hashes of what it may run.
src/pg/dashboard.inc: $(wildcard $(srcdir)/src/dashboard/*)
	sh $(srcdir)/src/dashboard/embed.sh > $@

src/pg/dashboard.o: src/pg/dashboard.inc

# The program has a Makefile of its own, for machines without a server.
EXECUTOR = -C $(srcdir)/src/executor bindir='$(bindir)' mandir='$(mandir)'

all: executor
executor:
	$(MAKE) $(EXECUTOR) all

install: install-executor
install-executor: executor
	$(MAKE) $(EXECUTOR) install

uninstall: uninstall-executor
uninstall-executor:
	$(MAKE) $(EXECUTOR) uninstall

clean: clean-executor
clean-executor:
	$(MAKE) $(EXECUTOR) clean

.PHONY: executor install-executor uninstall-executor clean-executor

# The install script is committed; CI fails when it is stale.
all: learn--1.0.sql
learn--1.0.sql: $(sort $(wildcard $(srcdir)/sql/[0-9]*.sql))
	cat $^ > $@

endif
