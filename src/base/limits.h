/* Every size that a user or a network can drive has its bound here, and only here. */
#ifndef AMPARO_BASE_LIMITS_H
#define AMPARO_BASE_LIMITS_H

enum {
    /* memory */
    LIMIT_ARENA_BLOCK = 32 * 1024,
    LIMIT_ARENA_KEPT = 1024 * 1024,        /* from one request to the next */
    LIMIT_ARENA_TOTAL = 256 * 1024 * 1024, /* two full dossiers, read, and a page of them */

    /* a request */
    LIMIT_TARGET = 2048, /* bytes of path and query */
    LIMIT_HEADER_FIELDS = 64,
    LIMIT_HEADER_BYTES = 16 * 1024,
    LIMIT_BODY = 256 * 1024, /* bytes of a form */
    LIMIT_PARAMS = 400,      /* name=value pairs in one form */
    LIMIT_REDO = 8,          /* times a request is redone after a lost race */

    /* validation */
    LIMIT_FAULT_FIELDS = 64,
    LIMIT_TEXT = 200,  /* code points of a one-line answer */
    LIMIT_NOTE = 4000, /* code points of a note */
    LIMIT_FORM_FIELDS = 80,
    LIMIT_OPTIONS = 300, /* options of one choice */

    /* values */
    LIMIT_JSON_DEPTH = 16,
    LIMIT_JSON_BYTES = 512 * 1024,

    /* dossiers */
    LIMIT_ENTRY_BYTES = 64 * 1024,         /* one entry in clear */
    LIMIT_ENTRIES = 20000,                 /* entries of one dossier */
    LIMIT_DOSSIER_BYTES = 8 * 1024 * 1024, /* all of them sealed: then it takes no more */
    LIMIT_CARD_BYTES = 8 * 1024,           /* all that its parts can be together */
    LIMIT_DOUBTS = 200,                    /* entries that a check of signatures names */
    LIMIT_GRANTS = 64,                     /* grants of one dossier */
    LIMIT_HOLDERS = 64,                    /* holders one member can open */
    LIMIT_LIST_ROWS = 50,                  /* rows of one page of a list */
    LIMIT_PAUSE_DAYS = 366,                /* of a service */
    LIMIT_AGAIN_DAYS = 92,      /* until the next safe moment, or the next time of asking */
    LIMIT_SEARCH_CARDS = 20000, /* cards that one search opens */
    LIMIT_SEARCH_HITS = 50,

    /* one commit */
    LIMIT_BATCH_OPS = 256,
    LIMIT_REWRAP = 1000,          /* grants wrapped anew in one commit */
    LIMIT_REWRAP_SHEET = 10000,   /* … each time the code of a recovery sheet is given for it */
    LIMIT_GROUP = 64,             /* batches of one group commit */
    LIMIT_IMPORT_OPS = 64 * 1024, /* rows of one import, which is all or nothing */

    /* the database */
    LIMIT_DIRECTORY_ROWS = 10000,             /* units, members, services … of one list */
    LIMIT_REPORT_RULES = 60,                  /* duties to report of one country */
    LIMIT_READ_BYTES = 32 * 1024 * 1024,      /* boxes that one reading brings into memory */
    LIMIT_BEGINNING_BYTES = 16 * 1024 * 1024, /* each part of what a practice begins with */
    LIMIT_STORE_HEAP = 256 * 1024 * 1024,     /* of the database engine, all connections */

    /* templates */
    LIMIT_TEMPLATE_BYTES = 128 * 1024,
    LIMIT_TEMPLATE_DEPTH = 24,
    LIMIT_PAGE_BYTES = 4 * 1024 * 1024,

    /* service matrix */
    LIMIT_MATRIX_BYTES = 256 * 1024,
    LIMIT_MATRIX_ROWS = 500,
    LIMIT_MATRIX_COLUMNS = 40,
    LIMIT_CELL_SERVICES = 12,

    /* people and sessions */
    LIMIT_PASSWORD_MIN = 15,  /* code points, NIST 800-63B-4 for a single factor */
    LIMIT_PASSWORD_MAX = 256, /* bytes */
    LIMIT_SESSIONS = 4096,
    LIMIT_SESSIONS_SHOWN = 40, /* of one member, on their own page */
    LIMIT_DRAFTS = 40,         /* of one member: the oldest goes; full ones fit READ_BYTES */

    /* the host */
    LIMIT_CONNECTIONS = 1024,
    LIMIT_CONNECTION_BYTES = 40 * 1024, /* libmicrohttpd's buffer; it clears all of it each time */
    LIMIT_WRITER_QUEUE = 1024,          /* batches that wait for the writer */
    LIMIT_PASSWORD_QUEUE = 64,          /* log-ins that wait for Argon2id */
    LIMIT_PASSWORD_QUEUE_PART = 16,     /* … from one network */
    LIMIT_PASSPHRASE = 1024,            /* bytes */
    LIMIT_CUSTODIANS = 16,
};

/* Times, in microseconds. */
#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)
#define DRAFT_LIFE_US (14 * DAY_US)

#endif
