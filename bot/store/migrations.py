"""The schema, step by step. A step that has shipped is never edited; a change is a new step.

Portable on purpose: TEXT and INTEGER only, times as UTC ISO-8601 text, ids made by us. Every table that holds
something of a workspace carries `workspace`.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("mlops_advisor")

_FIRST = """
CREATE TABLE teams (
    id TEXT PRIMARY KEY, workspace TEXT NOT NULL, name TEXT NOT NULL, name_key TEXT NOT NULL, channel TEXT NOT NULL,
    lead TEXT NOT NULL, created_by TEXT NOT NULL, created_at TEXT NOT NULL,
    UNIQUE (workspace, name_key), UNIQUE (workspace, channel));
CREATE TABLE members (
    team TEXT NOT NULL REFERENCES teams (id), workspace TEXT NOT NULL, person TEXT NOT NULL, joined_at TEXT NOT NULL,
    PRIMARY KEY (team, person));
CREATE INDEX members_by_person ON members (workspace, person);
CREATE TABLE conversations (
    id TEXT PRIMARY KEY, workspace TEXT NOT NULL, team TEXT NOT NULL REFERENCES teams (id), person TEXT NOT NULL,
    thread TEXT NOT NULL DEFAULT '', session TEXT NOT NULL, revision INTEGER NOT NULL, status TEXT NOT NULL,
    started_at TEXT NOT NULL, touched_at TEXT NOT NULL);
CREATE INDEX conversations_by_person ON conversations (workspace, person, touched_at);
CREATE TABLE answers (
    id INTEGER PRIMARY KEY, workspace TEXT NOT NULL, conversation TEXT NOT NULL REFERENCES conversations (id),
    person TEXT NOT NULL, turn INTEGER NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, question TEXT NOT NULL,
    capability TEXT NOT NULL, choice TEXT NOT NULL, words TEXT NOT NULL, answered_at TEXT NOT NULL);
CREATE INDEX answers_by_conversation ON answers (conversation, turn);
CREATE TABLE notes (
    id INTEGER PRIMARY KEY, workspace TEXT NOT NULL, conversation TEXT NOT NULL REFERENCES conversations (id),
    person TEXT NOT NULL, turn INTEGER NOT NULL, note TEXT NOT NULL, written_at TEXT NOT NULL);
CREATE INDEX notes_by_conversation ON notes (conversation, turn);
CREATE TABLE prompts (
    workspace TEXT NOT NULL, conversation TEXT NOT NULL REFERENCES conversations (id), turn INTEGER NOT NULL,
    channel TEXT NOT NULL, ts TEXT NOT NULL, PRIMARY KEY (conversation, turn, channel, ts));
CREATE TABLE results (
    id TEXT PRIMARY KEY, workspace TEXT NOT NULL, team TEXT NOT NULL REFERENCES teams (id),
    conversation TEXT NOT NULL REFERENCES conversations (id), person TEXT NOT NULL, subject TEXT NOT NULL,
    knowledge_version TEXT NOT NULL, trail TEXT NOT NULL, placements TEXT NOT NULL, reached_at TEXT NOT NULL);
CREATE INDEX results_by_team ON results (workspace, team, reached_at);
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, workspace TEXT NOT NULL, lane TEXT NOT NULL, method TEXT NOT NULL,
    address TEXT NOT NULL, payload TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
    due_at TEXT NOT NULL, claimed_until TEXT NOT NULL DEFAULT '',
    claimed_by TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL, done_at TEXT NOT NULL DEFAULT '');
CREATE INDEX outbox_waiting ON outbox (state, due_at);
CREATE INDEX outbox_by_lane ON outbox (lane, id);
CREATE TABLE deliveries (
    workspace TEXT NOT NULL, event TEXT NOT NULL, received_at TEXT NOT NULL, PRIMARY KEY (workspace, event));
CREATE TABLE direct_channels (
    workspace TEXT NOT NULL, person TEXT NOT NULL, channel TEXT NOT NULL, PRIMARY KEY (workspace, person));
CREATE TABLE audit (
    id INTEGER PRIMARY KEY, workspace TEXT NOT NULL, what TEXT NOT NULL, rows_deleted INTEGER NOT NULL,
    done_at TEXT NOT NULL);
"""


@migrations()
def first(db: Database) -> None:
    """Teams, conversations, answers, results and the outbox."""
    for statement in _FIRST.split(";"):
        if statement.strip():
            db.conn.execute(statement)


@migrations()
def detail(db: Database) -> None:
    """What an answer says capability by capability, as JSON."""
    db.conn.execute("ALTER TABLE answers ADD COLUMN detail TEXT NOT NULL DEFAULT '{}'")


_TOGETHER = """
CREATE TABLE assessments (
    id TEXT PRIMARY KEY, workspace TEXT NOT NULL, team TEXT NOT NULL REFERENCES teams (id), started_by TEXT NOT NULL,
    started_at TEXT NOT NULL, closed_at TEXT NOT NULL DEFAULT '');
CREATE INDEX assessments_by_team ON assessments (workspace, team, started_at);
ALTER TABLE conversations ADD COLUMN assessment TEXT NOT NULL DEFAULT '';
ALTER TABLE conversations ADD COLUMN only_spreads INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN finished_at TEXT NOT NULL DEFAULT '';
UPDATE conversations SET finished_at =
    coalesce((SELECT max(reached_at) FROM results WHERE conversation = conversations.id), '');
UPDATE conversations SET assessment = CASE finished_at WHEN '' THEN (SELECT max(one.id) FROM conversations AS one
    WHERE one.team = conversations.team AND one.finished_at = '') ELSE id END;
INSERT INTO assessments (id, workspace, team, started_by, started_at)
    SELECT id, workspace, team, person, CASE finished_at WHEN '' THEN (SELECT max(
    CASE WHEN one.finished_at > one.touched_at THEN one.finished_at ELSE one.touched_at END) FROM conversations AS one
    WHERE one.team = conversations.team) ELSE finished_at END
    FROM conversations WHERE assessment = id ORDER BY finished_at = '', finished_at;
UPDATE assessments SET closed_at = started_at WHERE id <> (SELECT newest.id FROM assessments AS newest
    WHERE newest.team = assessments.team ORDER BY newest.started_at DESC, newest.rowid DESC LIMIT 1);
CREATE INDEX conversations_by_assessment ON conversations (assessment, person);
CREATE TABLE results_of_several (
    id TEXT PRIMARY KEY, workspace TEXT NOT NULL, team TEXT NOT NULL REFERENCES teams (id),
    assessment TEXT NOT NULL REFERENCES assessments (id), person TEXT NOT NULL, subject TEXT NOT NULL,
    knowledge_version TEXT NOT NULL, cause TEXT NOT NULL, respondents TEXT NOT NULL, decisions TEXT NOT NULL,
    placements TEXT NOT NULL, reached_at TEXT NOT NULL, published_at TEXT NOT NULL DEFAULT '');
INSERT INTO results_of_several (id, workspace, team, assessment, person, subject, knowledge_version, cause, respondents,
    decisions, placements, reached_at)
    SELECT id, workspace, team, conversation, person, subject, knowledge_version, 'answers',
    '[{"person":"' || person || '","conversation":"' || conversation || '","trail":' || trail || '}]', '[]', placements,
    reached_at FROM results ORDER BY rowid;
DROP TABLE results;
ALTER TABLE results_of_several RENAME TO results;
CREATE INDEX results_by_team ON results (workspace, team, reached_at);
CREATE INDEX results_by_assessment ON results (assessment, reached_at);
ALTER TABLE notes ADD COLUMN link TEXT NOT NULL DEFAULT '';
ALTER TABLE notes ADD COLUMN dated TEXT NOT NULL DEFAULT '';
ALTER TABLE notes ADD COLUMN valid_until TEXT NOT NULL DEFAULT '';
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY, workspace TEXT NOT NULL, assessment TEXT NOT NULL REFERENCES assessments (id),
    capability TEXT NOT NULL, value TEXT NOT NULL, cause TEXT NOT NULL, reason TEXT NOT NULL, person TEXT NOT NULL,
    decided_at TEXT NOT NULL);
CREATE INDEX decisions_by_assessment ON decisions (assessment, id);
CREATE TABLE consents (
    workspace TEXT NOT NULL, person TEXT NOT NULL, agreed INTEGER NOT NULL, changed_at TEXT NOT NULL,
    PRIMARY KEY (workspace, person));
CREATE TABLE invitations (
    team TEXT NOT NULL REFERENCES teams (id), workspace TEXT NOT NULL, person TEXT NOT NULL, invited_by TEXT NOT NULL,
    state TEXT NOT NULL, invited_at TEXT NOT NULL, changed_at TEXT NOT NULL, PRIMARY KEY (team, person));
CREATE INDEX invitations_by_person ON invitations (workspace, person);
CREATE TABLE reminders (
    workspace TEXT NOT NULL, assessment TEXT NOT NULL REFERENCES assessments (id), person TEXT NOT NULL,
    number INTEGER NOT NULL, reminded_at TEXT NOT NULL, PRIMARY KEY (assessment, person, number));
ALTER TABLE teams ADD COLUMN lead_since TEXT NOT NULL DEFAULT '';
CREATE TABLE notices (
    workspace TEXT NOT NULL, about TEXT NOT NULL, person TEXT NOT NULL, channel TEXT NOT NULL, ts TEXT NOT NULL,
    PRIMARY KEY (workspace, about, channel, ts));
CREATE TABLE actions (
    id TEXT PRIMARY KEY, workspace TEXT NOT NULL, team TEXT NOT NULL REFERENCES teams (id), step TEXT NOT NULL,
    capability TEXT NOT NULL, title TEXT NOT NULL, words TEXT NOT NULL, owner TEXT NOT NULL, due TEXT NOT NULL,
    state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', created_by TEXT NOT NULL, created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL, asked_by TEXT NOT NULL DEFAULT '');
CREATE INDEX actions_by_team ON actions (workspace, team, state);
CREATE INDEX actions_by_owner ON actions (workspace, owner, state);
CREATE TABLE action_events (
    id INTEGER PRIMARY KEY, workspace TEXT NOT NULL, action TEXT NOT NULL REFERENCES actions (id), person TEXT NOT NULL,
    what TEXT NOT NULL, words TEXT NOT NULL, happened_at TEXT NOT NULL);
CREATE INDEX action_events_by_action ON action_events (action, id);
CREATE TABLE targets (
    team TEXT PRIMARY KEY REFERENCES teams (id), workspace TEXT NOT NULL, maturity_model TEXT NOT NULL,
    level INTEGER NOT NULL, due TEXT NOT NULL, set_by TEXT NOT NULL, set_at TEXT NOT NULL);
CREATE TABLE homes (
    workspace TEXT NOT NULL, person TEXT NOT NULL, page TEXT NOT NULL, looked_at TEXT NOT NULL,
    published_at TEXT NOT NULL DEFAULT '', PRIMARY KEY (workspace, person));
CREATE INDEX homes_by_look ON homes (workspace, looked_at);
CREATE TABLE programme_leads (
    workspace TEXT NOT NULL, person TEXT NOT NULL, since TEXT NOT NULL, PRIMARY KEY (workspace, person));
CREATE TABLE feedback (
    id INTEGER PRIMARY KEY, workspace TEXT NOT NULL, person TEXT NOT NULL, about TEXT NOT NULL, verdict TEXT NOT NULL,
    given_at TEXT NOT NULL)
"""


@migrations()
def together(db: Database) -> None:
    """Several people in one assessment, evidence, decisions, invitations, actions, targets, Home tabs, feedback.

    Until now an assessment was one conversation: each of those that came to a result becomes an assessment of its own,
    as of that result, so that the newest result stays the newest; its results name the one who answered. Those that
    never did share one that is open, so that they can be resumed and their result is the newest once it is there.
    """
    for statement in _TOGETHER.split(";"):
        db.conn.execute(statement)


_RHYTHM = """
CREATE TABLE rhythms (
    workspace TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, rule TEXT NOT NULL, anchor TEXT NOT NULL,
    at TEXT NOT NULL, zone TEXT NOT NULL, country TEXT NOT NULL, days_off TEXT NOT NULL, opens TEXT NOT NULL,
    closes TEXT NOT NULL, stopped TEXT NOT NULL DEFAULT '', last_day TEXT NOT NULL DEFAULT '',
    handled_at TEXT NOT NULL DEFAULT '', next_day TEXT NOT NULL DEFAULT '', next_due TEXT NOT NULL DEFAULT '',
    set_by TEXT NOT NULL DEFAULT '', set_at TEXT NOT NULL, PRIMARY KEY (workspace, kind, subject));
CREATE INDEX rhythms_due ON rhythms (next_due);
CREATE INDEX members_by_team ON members (workspace, team, joined_at, person);
CREATE TABLE checkins (
    workspace TEXT NOT NULL, team TEXT NOT NULL REFERENCES teams (id), day TEXT NOT NULL, person TEXT NOT NULL,
    state TEXT NOT NULL, due_at TEXT NOT NULL, missed INTEGER NOT NULL DEFAULT 0, round INTEGER NOT NULL DEFAULT 0,
    conversation TEXT NOT NULL DEFAULT '', opened_at TEXT NOT NULL, changed_at TEXT NOT NULL,
    PRIMARY KEY (team, day, person));
CREATE INDEX checkins_by_person ON checkins (workspace, person, state);
CREATE INDEX checkins_by_conversation ON checkins (conversation);
CREATE TABLE checkin_stops (
    workspace TEXT NOT NULL, team TEXT NOT NULL REFERENCES teams (id), person TEXT NOT NULL, stopped_at TEXT NOT NULL,
    PRIMARY KEY (team, person));
CREATE TABLE digests (
    workspace TEXT NOT NULL, channel TEXT NOT NULL, teams TEXT NOT NULL, maturity_model TEXT NOT NULL,
    shows TEXT NOT NULL, when_quiet TEXT NOT NULL, set_by TEXT NOT NULL, set_at TEXT NOT NULL,
    last_at TEXT NOT NULL DEFAULT '', PRIMARY KEY (workspace, channel));
CREATE TABLE showings (
    workspace TEXT NOT NULL, team TEXT NOT NULL REFERENCES teams (id), agreed TEXT NOT NULL, said_by TEXT NOT NULL,
    asked_at TEXT NOT NULL, changed_at TEXT NOT NULL, PRIMARY KEY (team));
CREATE INDEX showings_by_workspace ON showings (workspace, agreed);
CREATE TABLE introductions (
    workspace TEXT NOT NULL, helper TEXT NOT NULL REFERENCES teams (id), learner TEXT NOT NULL REFERENCES teams (id),
    capability TEXT NOT NULL, asked_by TEXT NOT NULL, asked_at TEXT NOT NULL,
    PRIMARY KEY (helper, learner, capability));
CREATE TABLE standings (
    result TEXT NOT NULL REFERENCES results (id), maturity_model TEXT NOT NULL, workspace TEXT NOT NULL,
    team TEXT NOT NULL REFERENCES teams (id), began_at TEXT NOT NULL, reached_at TEXT NOT NULL,
    applicable INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL, profile TEXT NOT NULL,
    holding TEXT NOT NULL, PRIMARY KEY (result, maturity_model));
CREATE INDEX standings_by_team ON standings (workspace, maturity_model, team, began_at, reached_at);
CREATE TABLE holdings (
    workspace TEXT NOT NULL, team TEXT NOT NULL REFERENCES teams (id), capability TEXT NOT NULL, since TEXT NOT NULL,
    PRIMARY KEY (team, capability));
CREATE INDEX holdings_by_capability ON holdings (workspace, capability);
CREATE TABLE paces (
    workspace TEXT NOT NULL, key TEXT NOT NULL, spent_until TEXT NOT NULL, held_until TEXT NOT NULL,
    PRIMARY KEY (workspace, key));
ALTER TABLE outbox ADD COLUMN queue TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN planned_for TEXT NOT NULL DEFAULT '';
UPDATE outbox SET planned_for = due_at WHERE state = 'waiting' AND due_at > created_at AND reason = '';
UPDATE outbox SET due_at = claimed_until WHERE state = 'waiting' AND claimed_until > due_at;
DROP INDEX outbox_waiting;
DROP INDEX outbox_by_lane;
CREATE INDEX outbox_in_queue ON outbox (state, queue, due_at, id);
CREATE INDEX outbox_in_lane ON outbox (lane, state, id);
CREATE INDEX outbox_done ON outbox (done_at)
"""


@migrations()
def rhythm(db: Database) -> None:
    """Rhythms of check-ins and digests, who was asked, who may be shown, what digests read, and the pace that processes
    share."""
    for statement in _RHYTHM.split(";"):
        db.conn.execute(statement)
