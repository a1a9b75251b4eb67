-- The first schema. Ids are 16 random bytes, times microseconds since 1970, days are days since
-- 1970, text is code or directory data: what people tell stands sealed in the *box* columns.
--
-- What is written here is never changed once released: the ledger keeps its hash. Types are
-- BLOB, INTEGER and TEXT only. WITHOUT ROWID marks tables that are read along their key; it is
-- a matter of speed, other engines leave it out.
--
-- No clear column joins two dossiers of one person. That is why dossiers and entries carry a day
-- and not a time: those made by one act would share it to the microsecond.

CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 64),
    value BLOB NOT NULL,
    mac BLOB NOT NULL CHECK (length(mac) = 32)
);

-- Of a practice deployment alone: what it goes back to, as a dump in pieces, keys (0) and data (1).
CREATE TABLE beginning (
    part INTEGER NOT NULL CHECK (part BETWEEN 0 AND 1),
    piece INTEGER NOT NULL CHECK (piece > 0),
    bytes BLOB NOT NULL,
    PRIMARY KEY (part, piece)
) WITHOUT ROWID;

CREATE TABLE area (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL CHECK (length(name) > 0),
    country TEXT NOT NULL CHECK (length(country) = 2),
    utc_offset_minutes INTEGER NOT NULL CHECK (utc_offset_minutes BETWEEN -840 AND 840)
);

CREATE TABLE organisation (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL CHECK (length(name) > 0),
    kind TEXT NOT NULL CHECK (kind IN ('organisation', 'institution', 'agency')),
    country TEXT NOT NULL CHECK (length(country) = 2),
    demo INTEGER NOT NULL CHECK (demo IN (0, 1)),
    at_us INTEGER NOT NULL
);
CREATE INDEX organisation_by_name ON organisation (name);

CREATE TABLE unit (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    organisation BLOB NOT NULL REFERENCES organisation (id),
    area BLOB NOT NULL REFERENCES area (id),
    name TEXT NOT NULL CHECK (length(name) > 0),
    phone TEXT NOT NULL,
    phone_24h TEXT NOT NULL,
    open_from_minute INTEGER NOT NULL CHECK (open_from_minute BETWEEN 0 AND 1440),
    open_to_minute INTEGER NOT NULL CHECK (open_to_minute BETWEEN 0 AND 1440),
    open_days INTEGER NOT NULL CHECK (open_days BETWEEN 0 AND 127),
    version INTEGER NOT NULL CHECK (version > 0)
);
CREATE INDEX unit_by_organisation ON unit (organisation);
CREATE INDEX unit_by_area ON unit (area);

CREATE TABLE calendar_day (
    area BLOB NOT NULL REFERENCES area (id),
    day INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (area, day)
) WITHOUT ROWID;

-- Who can hold keys. The public key, and what gives access to it, is under the row MAC.
CREATE TABLE holder (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    kind TEXT NOT NULL CHECK (kind IN ('member', 'function', 'escrow')),
    organisation BLOB NOT NULL REFERENCES organisation (id),
    unit BLOB REFERENCES unit (id),
    area BLOB REFERENCES area (id),
    function TEXT CHECK (length(function) BETWEEN 1 AND 32),
    public BLOB NOT NULL CHECK (length(public) = 32),
    generation INTEGER NOT NULL CHECK (generation > 0),
    mac BLOB NOT NULL CHECK (length(mac) = 32),
    CHECK ((kind = 'function') = (function IS NOT NULL))
);
CREATE INDEX holder_by_organisation ON holder (organisation, kind, function);
CREATE INDEX holder_by_unit ON holder (unit, function);
CREATE INDEX holder_by_area ON holder (area, function);

CREATE TABLE member (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    unit BLOB NOT NULL REFERENCES unit (id),
    login TEXT NOT NULL UNIQUE CHECK (length(login) BETWEEN 1 AND 64),
    name TEXT NOT NULL CHECK (length(name) > 0),
    roles INTEGER NOT NULL CHECK (roles >= 0),
    state TEXT NOT NULL CHECK (state IN ('invited', 'active', 'disabled', 'retired')),
    deputy BLOB REFERENCES member (id),
    language TEXT NOT NULL CHECK (length(language) = 2),
    version INTEGER NOT NULL CHECK (version > 0),
    holder BLOB NOT NULL UNIQUE REFERENCES holder (id),
    salt BLOB NOT NULL CHECK (length(salt) IN (0, 16)),
    profile_kib INTEGER NOT NULL CHECK (profile_kib >= 0),
    profile_passes INTEGER NOT NULL CHECK (profile_passes >= 0),
    verifier BLOB NOT NULL CHECK (length(verifier) IN (0, 32)),
    secret_box BLOB NOT NULL,
    activation_box BLOB NOT NULL,
    activation_until_us INTEGER NOT NULL,
    mac BLOB NOT NULL CHECK (length(mac) = 32)
);
CREATE INDEX member_by_unit ON member (unit);

-- What a member's entries are signed with, from when on: until the next of theirs. All stay, so that
-- what was signed long ago can be checked.
CREATE TABLE member_signer (
    member BLOB NOT NULL REFERENCES member (id),
    public BLOB NOT NULL CHECK (length(public) = 32),
    from_us INTEGER NOT NULL,
    mac BLOB NOT NULL CHECK (length(mac) = 32),
    PRIMARY KEY (member, public)
) WITHOUT ROWID;

-- What an active member signs in with besides the password, and comes back with: always there once
-- a member has activated, so that taking the row away does not take the second factor away.
CREATE TABLE credential (
    member BLOB NOT NULL PRIMARY KEY REFERENCES member (id),
    totp_box BLOB NOT NULL, -- empty: no second factor yet
    totp_step INTEGER NOT NULL, -- of the last code that was taken
    recovery_box BLOB NOT NULL, -- empty: no recovery code
    recovery_us INTEGER NOT NULL, -- when it was made
    recovered_us INTEGER NOT NULL, -- when one was last used; 0: never
    password_us INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    mac BLOB NOT NULL CHECK (length(mac) = 32)
);

-- One person has asked for the organisation's recovery sheet; another has to confirm.
CREATE TABLE sheet_request (
    member BLOB NOT NULL PRIMARY KEY REFERENCES member (id),
    organisation BLOB NOT NULL REFERENCES organisation (id),
    asked_by BLOB NOT NULL REFERENCES member (id),
    at_us INTEGER NOT NULL,
    mac BLOB NOT NULL CHECK (length(mac) = 32)
);

-- Who stands in for whom and when they are away, in days: it gives no access.
CREATE TABLE absence (
    member BLOB NOT NULL PRIMARY KEY REFERENCES member (id),
    from_day INTEGER NOT NULL,
    until_day INTEGER NOT NULL CHECK (until_day >= from_day)
) WITHOUT ROWID;

-- A holder's secret, wrapped for another holder, or (by_holder NULL) for a code or sheet. While
-- the grants of a former generation are being wrapped anew, its secret stands beside the new one;
-- an escrow's is wrapped for itself.
CREATE TABLE holder_wrap (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    holder BLOB NOT NULL REFERENCES holder (id),
    by_holder BLOB REFERENCES holder (id),
    form INTEGER NOT NULL CHECK (form BETWEEN 1 AND 9),
    wrap BLOB NOT NULL,
    generation INTEGER NOT NULL CHECK (generation > 0),
    mac BLOB NOT NULL CHECK (length(mac) = 32),
    UNIQUE (holder, by_holder, generation)
);
CREATE INDEX holder_wrap_by_holder ON holder_wrap (by_holder);

-- A new code of a recovery sheet was told and nobody has typed it yet from paper: until then the
-- former one is kept beside it. Then the row stays until nothing is left under the former keys.
CREATE TABLE holder_sheet (
    holder BLOB NOT NULL PRIMARY KEY REFERENCES holder (id), -- the escrow
    wrap BLOB NOT NULL CHECK (length(wrap) = 16), -- the new one
    member BLOB NOT NULL REFERENCES member (id), -- who was told
    generation INTEGER NOT NULL CHECK (generation > 0), -- of the escrow's keys then
    at_us INTEGER NOT NULL,
    mac BLOB NOT NULL CHECK (length(mac) = 32)
);

CREATE TABLE holder_member (
    holder BLOB NOT NULL REFERENCES holder (id),
    member BLOB NOT NULL REFERENCES member (id),
    is_deputy INTEGER NOT NULL CHECK (is_deputy IN (0, 1)),
    version INTEGER NOT NULL CHECK (version > 0),
    mac BLOB NOT NULL CHECK (length(mac) = 32),
    PRIMARY KEY (member, holder)
) WITHOUT ROWID;
CREATE INDEX holder_member_by_holder ON holder_member (holder, member);

CREATE TABLE focal_point (
    unit BLOB NOT NULL REFERENCES unit (id),
    function TEXT NOT NULL CHECK (length(function) BETWEEN 1 AND 32),
    member BLOB NOT NULL REFERENCES member (id),
    deputy BLOB REFERENCES member (id),
    PRIMARY KEY (unit, function)
) WITHOUT ROWID;

CREATE TABLE dossier (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 99),
    head_seq INTEGER NOT NULL CHECK (head_seq >= 0),
    head_hash BLOB NOT NULL CHECK (length(head_hash) = 32),
    retain_until_day INTEGER NOT NULL,
    at_day INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX dossier_due ON dossier (retain_until_day);

-- What stays of a person who was erased: that it was done, why, and by which two.
CREATE TABLE tombstone (
    object BLOB NOT NULL PRIMARY KEY CHECK (length(object) = 16),
    part TEXT NOT NULL CHECK (part IN ('all', 'account', 'referral')),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 32),
    asked_by BLOB NOT NULL REFERENCES member (id),
    confirmed_by BLOB NOT NULL REFERENCES member (id),
    dossiers INTEGER NOT NULL CHECK (dossiers > 0),
    day INTEGER NOT NULL
) WITHOUT ROWID;

-- Read along the holder: one holder's grants of one kind, in the order of the cards.
CREATE TABLE dossier_grant (
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    dossier BLOB NOT NULL REFERENCES dossier (id),
    kind INTEGER NOT NULL,
    holder BLOB NOT NULL REFERENCES holder (id),
    form INTEGER NOT NULL CHECK (form BETWEEN 1 AND 9),
    wrap BLOB NOT NULL,
    generation INTEGER NOT NULL CHECK (generation > 0), -- of the holder's key
    rights INTEGER NOT NULL CHECK (rights >= 0),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 32),
    expires_us INTEGER,
    version INTEGER NOT NULL CHECK (version > 0),
    mac BLOB NOT NULL CHECK (length(mac) = 32),
    PRIMARY KEY (holder, kind, dossier),
    UNIQUE (dossier, holder)
) WITHOUT ROWID;

CREATE TABLE entry (
    dossier BLOB NOT NULL REFERENCES dossier (id),
    seq INTEGER NOT NULL CHECK (seq > 0),
    box BLOB NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    at_day INTEGER NOT NULL,
    PRIMARY KEY (dossier, seq)
) WITHOUT ROWID;

CREATE TABLE card (
    dossier BLOB NOT NULL PRIMARY KEY REFERENCES dossier (id),
    version INTEGER NOT NULL CHECK (version > 0),
    box BLOB NOT NULL
) WITHOUT ROWID;

-- Class C of a referral: what its clock and both sides must know without any key.
CREATE TABLE referral (
    slip BLOB NOT NULL PRIMARY KEY REFERENCES dossier (id),
    code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32),
    kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 99),
    receiver_holder BLOB REFERENCES holder (id),
    receiver_unit BLOB REFERENCES unit (id),
    sender_holder BLOB NOT NULL REFERENCES holder (id),
    sender_member BLOB NOT NULL REFERENCES member (id),
    coordinator_holder BLOB REFERENCES holder (id),
    state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 99),
    is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
    withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
    version INTEGER NOT NULL CHECK (version > 0),
    priority TEXT NOT NULL CHECK (length(priority) BETWEEN 1 AND 16),
    recorded_us INTEGER NOT NULL,
    sent_us INTEGER,
    state_us INTEGER NOT NULL,
    clock_kind INTEGER CHECK (clock_kind BETWEEN 1 AND 99),
    clock_from_us INTEGER,
    remind_us INTEGER,
    due_us INTEGER,
    escalate_us INTEGER,
    notice BLOB,
    notice_generation INTEGER NOT NULL CHECK (notice_generation >= 0), -- of its holder's key
    cleared TEXT CHECK (length(cleared) BETWEEN 1 AND 16), -- what the receiver deleted, asked to
    cleared_us INTEGER,
    CHECK ((clock_kind IS NULL) = (clock_from_us IS NULL)),
    CHECK ((clock_kind IS NULL) = (remind_us IS NULL)),
    CHECK ((clock_kind IS NULL) = (due_us IS NULL)),
    CHECK ((clock_kind IS NULL) = (escalate_us IS NULL))
);
CREATE INDEX referral_inbox ON referral (receiver_holder, recorded_us, slip);
CREATE INDEX referral_outbox ON referral (sender_holder, recorded_us, slip);
CREATE INDEX referral_own ON referral (sender_member, recorded_us, slip);
-- Only what a clock runs for: it stays short however long the history.
CREATE INDEX referral_escalate ON referral (coordinator_holder, escalate_us)
    WHERE escalate_us IS NOT NULL;

-- Class C of an invitation to a conference. The day of the last change, not a time, and nothing of
-- the conference: no column joins those who are invited to one.
CREATE TABLE invitation (
    dossier BLOB NOT NULL PRIMARY KEY REFERENCES dossier (id),
    code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32),
    receiver BLOB NOT NULL REFERENCES holder (id),
    sender BLOB NOT NULL REFERENCES holder (id),
    state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 99),
    day INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0)
);
CREATE INDEX invitation_by_receiver ON invitation (receiver, day);

CREATE TABLE task (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    holder BLOB NOT NULL REFERENCES holder (id),
    dossier BLOB REFERENCES dossier (id),
    member BLOB REFERENCES member (id), -- whom of the staff it is about
    opening BLOB REFERENCES emergency_opening (id), -- which emergency it is about
    conference BLOB CHECK (length(conference) = 16), -- which of hers, for who convened it
    kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 32),
    due_us INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'done')),
    at_us INTEGER NOT NULL,
    done_us INTEGER,
    version INTEGER NOT NULL CHECK (version > 0),
    CHECK ((state = 'done') = (done_us IS NOT NULL))
);
CREATE INDEX task_by_holder ON task (holder, state, due_us);
CREATE INDEX task_by_dossier ON task (dossier);
CREATE INDEX task_by_opening ON task (opening);

-- Class C of a transfer: which unit asked which, and where it stands. The case is not named.
CREATE TABLE transfer (
    id BLOB NOT NULL PRIMARY KEY REFERENCES dossier (id),
    code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32),
    sender_unit BLOB NOT NULL REFERENCES unit (id),
    receiver_holder BLOB NOT NULL REFERENCES holder (id),
    receiver_unit BLOB NOT NULL REFERENCES unit (id),
    state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 99),
    priority TEXT NOT NULL CHECK (length(priority) BETWEEN 1 AND 16),
    sent_us INTEGER NOT NULL,
    state_us INTEGER NOT NULL,
    due_us INTEGER NOT NULL, -- 0: nothing is awaited
    version INTEGER NOT NULL CHECK (version > 0),
    mac BLOB NOT NULL CHECK (length(mac) = 32)
);

-- Emergency openings: whom of the staff, until when, and what came of it. The reason is a code; what
-- was written about it stands in the dossier.
CREATE TABLE emergency_opening (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    dossier BLOB NOT NULL REFERENCES dossier (id),
    asker BLOB NOT NULL REFERENCES member (id),
    second BLOB NOT NULL REFERENCES member (id),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 32),
    state TEXT NOT NULL CHECK (state IN ('asked', 'open', 'refused')),
    asked_us INTEGER NOT NULL,
    confirmed_us INTEGER NOT NULL, -- 0: the second person has not answered
    until_us INTEGER NOT NULL, -- 0: not open yet
    reviewed_us INTEGER NOT NULL,
    told_us INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    mac BLOB NOT NULL CHECK (length(mac) = 32)
);
CREATE INDEX emergency_opening_by_dossier ON emergency_opening (dossier, asked_us);
CREATE INDEX emergency_opening_by_asker ON emergency_opening (asker, asked_us);
CREATE INDEX emergency_opening_by_second ON emergency_opening (second, asked_us);

CREATE TABLE draft (
    key BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 32),
    member BLOB NOT NULL REFERENCES member (id),
    box BLOB NOT NULL,
    expires_us INTEGER NOT NULL,
    at_us INTEGER NOT NULL
);
CREATE INDEX draft_by_member ON draft (member, at_us);
CREATE INDEX draft_by_expiry ON draft (expires_us);

CREATE TABLE command (
    member BLOB NOT NULL CHECK (length(member) = 16),
    id BLOB NOT NULL CHECK (length(id) = 16),
    answer BLOB NOT NULL, -- sealed: it names a dossier
    at_us INTEGER NOT NULL, -- the day: a time would join it to what the command did
    PRIMARY KEY (member, id)
) WITHOUT ROWID;
CREATE INDEX command_by_time ON command (at_us);

CREATE TABLE counter (
    name TEXT NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 64),
    number INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE login_guard (
    key BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 32),
    failures INTEGER NOT NULL CHECK (failures >= 0),
    next_us INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE service (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    organisation BLOB NOT NULL REFERENCES organisation (id),
    unit BLOB REFERENCES unit (id),
    area BLOB NOT NULL REFERENCES area (id),
    type TEXT NOT NULL CHECK (length(type) BETWEEN 1 AND 32),
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    hours TEXT NOT NULL,
    reports TEXT NOT NULL,
    languages TEXT NOT NULL,
    verified_us INTEGER,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    paused_until_us INTEGER,
    paused_why TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL CHECK (version > 0)
);
CREATE INDEX service_by_area ON service (area, type);
CREATE INDEX service_by_organisation ON service (organisation);

CREATE TABLE coverage (
    service BLOB NOT NULL REFERENCES service (id),
    profile TEXT NOT NULL CHECK (length(profile) BETWEEN 1 AND 64),
    wording TEXT NOT NULL,
    PRIMARY KEY (service, profile)
) WITHOUT ROWID;

-- 1 entry point, 2 funnel: of organisation × profile × area, never of a single service.
CREATE TABLE mark (
    area BLOB NOT NULL REFERENCES area (id),
    profile TEXT NOT NULL CHECK (length(profile) BETWEEN 1 AND 64),
    organisation BLOB NOT NULL REFERENCES organisation (id),
    mark INTEGER NOT NULL CHECK (mark IN (1, 2)),
    PRIMARY KEY (area, profile, organisation)
) WITHOUT ROWID;

CREATE TABLE matrix_import (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    area BLOB NOT NULL REFERENCES area (id),
    member BLOB,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    at_us INTEGER NOT NULL
);
CREATE INDEX matrix_import_by_area ON matrix_import (area, at_us);

-- The table of an area as somebody drew it; wording for wording.
CREATE TABLE matrix (
    area BLOB NOT NULL PRIMARY KEY REFERENCES area (id),
    corner TEXT NOT NULL,
    import BLOB NOT NULL REFERENCES matrix_import (id)
) WITHOUT ROWID;

CREATE TABLE matrix_column (
    area BLOB NOT NULL REFERENCES matrix (area),
    position INTEGER NOT NULL CHECK (position >= 0),
    profile TEXT NOT NULL CHECK (length(profile) BETWEEN 1 AND 64),
    label TEXT NOT NULL,
    PRIMARY KEY (area, position)
) WITHOUT ROWID;

CREATE TABLE matrix_row (
    area BLOB NOT NULL REFERENCES matrix (area),
    position INTEGER NOT NULL CHECK (position >= 0),
    organisation BLOB NOT NULL REFERENCES organisation (id),
    label TEXT NOT NULL,
    PRIMARY KEY (area, position)
) WITHOUT ROWID;

CREATE TABLE matrix_cell (
    area BLOB NOT NULL,
    row_position INTEGER NOT NULL,
    column_position INTEGER NOT NULL,
    wording TEXT NOT NULL,
    PRIMARY KEY (area, row_position, column_position),
    FOREIGN KEY (area, row_position) REFERENCES matrix_row (area, position),
    FOREIGN KEY (area, column_position) REFERENCES matrix_column (area, position)
) WITHOUT ROWID;

-- Only ever added to. A hash chain, and the leaves of a Merkle tree.
CREATE TABLE audit (
    seq INTEGER NOT NULL PRIMARY KEY CHECK (seq > 0),
    at_us INTEGER NOT NULL,
    actor BLOB CHECK (length(actor) = 16),
    action TEXT NOT NULL CHECK (length(action) BETWEEN 1 AND 64),
    object BLOB CHECK (length(object) = 16),
    outcome TEXT NOT NULL CHECK (length(outcome) <= 64),
    number INTEGER NOT NULL,
    rows_hash BLOB NOT NULL CHECK (length(rows_hash) = 32),
    prior BLOB NOT NULL CHECK (length(prior) = 32),
    chain BLOB NOT NULL CHECK (length(chain) = 32),
    leaf BLOB NOT NULL CHECK (length(leaf) = 32)
);
CREATE INDEX audit_by_object ON audit (object, seq);

CREATE TABLE audit_checkpoint (
    size INTEGER NOT NULL PRIMARY KEY CHECK (size >= 0),
    root BLOB NOT NULL CHECK (length(root) = 32),
    text TEXT NOT NULL,
    at_us INTEGER NOT NULL
);
