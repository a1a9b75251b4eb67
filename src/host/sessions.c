#include "host/sessions.h"

#include <pthread.h>
#include <sys/mman.h>

#include "base/check.h"
#include "base/limits.h"

enum {
    BUCKETS = 1024, /* a power of two */
    NOBODY = -1,
    SLOTS_PER_CHUNK = 16,               /* memory is locked in steps */
    LOCKED_BYTES_MAX = 4 * 1024 * 1024, /* half of what an ordinary process may lock */
    REFUSED_MEMBERS = 64,               /* in one minute; more are counted together */
};
#define SWEEP_EVERY_US (10 * SECOND_US)

struct slot {
    bool taken;
    int next; /* in the bucket, or among the free */
    struct session session;
};

struct refused {
    struct id member;
    int64_t minute;
    unsigned count;
};

struct ending {
    struct id member;
    const struct hash *but; /* NULL: all */
};

struct sessions {
    pthread_mutex_t lock;
    int64_t session_us_max;
    int64_t swept_us;
    struct slot *slots; /* LIMIT_SESSIONS; pages come as they are touched */
    size_t touched;
    size_t count;
    int free;
    int buckets[BUCKETS];
    struct refused refused[REFUSED_MEMBERS];
};

static bool table_find(void *context, const struct hash *sid, struct session *ret);
static bool table_add(void *context, const struct session *session);
static void table_change(void *context, const struct session *session);
static void table_end(void *context, const struct hash *sid);
static void table_end_member(void *context, struct id member, const struct hash *but);
static size_t table_list(void *context, const struct session *of, struct session_seen *ret,
                         size_t max);
static unsigned table_refused(void *context, struct id member, int64_t now_us);
static void add_by_age(struct session_seen *list, size_t *count, size_t max,
                       const struct session *session);
static int *link_to(struct sessions *sessions, const struct hash *sid);
static void drop(struct sessions *sessions, int *link);
static void drop_where(struct sessions *sessions,
                       bool (*over)(const struct session *session, const void *what),
                       const void *what);
static bool is_old(const struct session *session, const void *started_us);
static bool is_other_of_member(const struct session *session, const void *member);
static void make_room(struct sessions *sessions, int64_t now_us);
static int *link_to_oldest_locked(struct sessions *sessions);
static int slot_take(struct sessions *sessions);
static size_t slots_size(void);

struct sessions *sessions_open(struct arena *arena, int64_t session_us_max)
{
    struct sessions *sessions = arena_new(arena, struct sessions);

    sessions->session_us_max = session_us_max;
    sessions->free = NOBODY;
    for (size_t i = 0; i < BUCKETS; i++) {
        sessions->buckets[i] = NOBODY;
    }
    sessions->slots = mmap(NULL, slots_size(), PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    check(sessions->slots != MAP_FAILED);
    madvise(sessions->slots, slots_size(), MADV_DONTDUMP);
    check(pthread_mutex_init(&sessions->lock, NULL) == 0);
    return sessions;
}

void sessions_close(struct sessions *sessions)
{
    if (!sessions) {
        return;
    }
    explicit_bzero(sessions->slots, sessions->touched * sizeof(struct slot));
    munmap(sessions->slots, slots_size());
    pthread_mutex_destroy(&sessions->lock);
}

struct session_table sessions_table(struct sessions *sessions)
{
    return (struct session_table){
        .context = sessions,
        .find = table_find,
        .add = table_add,
        .change = table_change,
        .end = table_end,
        .end_member = table_end_member,
        .list = table_list,
        .refused = table_refused,
    };
}

size_t sessions_count(struct sessions *sessions)
{
    pthread_mutex_lock(&sessions->lock);
    size_t count = sessions->count;
    pthread_mutex_unlock(&sessions->lock);
    return count;
}

static bool table_find(void *context, const struct hash *sid, struct session *ret)
{
    struct sessions *sessions = context;

    pthread_mutex_lock(&sessions->lock);
    int at = *link_to(sessions, sid);
    if (at != NOBODY) {
        *ret = sessions->slots[at].session;
    }
    pthread_mutex_unlock(&sessions->lock);
    return at != NOBODY;
}

static bool table_add(void *context, const struct session *session)
{
    struct sessions *sessions = context;

    pthread_mutex_lock(&sessions->lock);
    make_room(sessions, session->seen_us);
    int at = slot_take(sessions);
    if (at != NOBODY) {
        *link_to(sessions, &session->sid) = at;
        sessions->slots[at].session = *session;
    }
    pthread_mutex_unlock(&sessions->lock);
    return at != NOBODY;
}

static void table_change(void *context, const struct session *session)
{
    struct sessions *sessions = context;

    pthread_mutex_lock(&sessions->lock);
    int at = *link_to(sessions, &session->sid);
    if (at != NOBODY && (session->locked || !sessions->slots[at].session.locked)) {
        sessions->slots[at].session = *session;
    }
    pthread_mutex_unlock(&sessions->lock);
}

static void table_end(void *context, const struct hash *sid)
{
    struct sessions *sessions = context;

    pthread_mutex_lock(&sessions->lock);
    int *link = link_to(sessions, sid);
    if (*link != NOBODY) {
        drop(sessions, link);
    }
    pthread_mutex_unlock(&sessions->lock);
}

static void table_end_member(void *context, struct id member, const struct hash *but)
{
    struct sessions *sessions = context;
    struct ending ending = {member, but};

    pthread_mutex_lock(&sessions->lock);
    drop_where(sessions, is_other_of_member, &ending);
    pthread_mutex_unlock(&sessions->lock);
}

static size_t table_list(void *context, const struct session *of, struct session_seen *ret,
                         size_t max)
{
    struct sessions *sessions = context;
    size_t count = 0;

    pthread_mutex_lock(&sessions->lock);
    for (size_t i = 0; i < sessions->touched; i++) {
        const struct slot *slot = &sessions->slots[i];
        if (slot->taken && slot->session.stage == SESSION_OPEN &&
            id_eq(slot->session.member, of->member) &&
            hash_eq(slot->session.account, of->account)) {
            add_by_age(ret, &count, max, &slot->session);
        }
    }
    pthread_mutex_unlock(&sessions->lock);
    return count;
}

static unsigned table_refused(void *context, struct id member, int64_t now_us)
{
    struct sessions *sessions = context;
    struct refused now = {member, now_us / MINUTE_US, 0};

    pthread_mutex_lock(&sessions->lock);
    struct refused *at = sessions->refused; /* theirs, or one of another minute, or the last */
    struct refused *last = &sessions->refused[REFUSED_MEMBERS - 1];
    while (at < last && at->minute == now.minute && !id_eq(at->member, member)) {
        at++;
    }
    if (at->minute != now.minute) {
        *at = now;
    }
    unsigned count = ++at->count;
    pthread_mutex_unlock(&sessions->lock);
    return count;
}

static void add_by_age(struct session_seen *list, size_t *count, size_t max,
                       const struct session *session)
{
    size_t at = *count;

    while (at > 0 && list[at - 1].seen_us < session->seen_us) {
        at--;
    }
    if (at == max) {
        return;
    }
    *count += *count < max;
    memmove(&list[at + 1], &list[at], (*count - at - 1) * sizeof(*list));
    list[at] = (struct session_seen){.sid = session->sid,
                                     .opened_us = session->opened_us,
                                     .seen_us = session->seen_us,
                                     .locked = session->locked};
    memcpy(list[at].network, session->network, sizeof(list[at].network));
}

/* Where the number of the session's slot stands, or NOBODY at the end of its bucket. A sid is a
 * hash already: its first bytes are as good as any. */
static int *link_to(struct sessions *sessions, const struct hash *sid)
{
    int *link = &sessions->buckets[((size_t)sid->b[0] << 8 | sid->b[1]) & (BUCKETS - 1)];

    while (*link != NOBODY && !hash_eq(sessions->slots[*link].session.sid, *sid)) {
        link = &sessions->slots[*link].next;
    }
    return link;
}

static void drop(struct sessions *sessions, int *link)
{
    int at = *link;
    struct slot *slot = &sessions->slots[at];

    *link = slot->next;
    explicit_bzero(slot, sizeof(*slot));
    slot->next = sessions->free;
    sessions->free = at;
    sessions->count--;
}

static void drop_where(struct sessions *sessions,
                       bool (*over)(const struct session *session, const void *what),
                       const void *what)
{
    for (size_t i = 0; i < sessions->touched; i++) {
        struct slot *slot = &sessions->slots[i];
        if (slot->taken && over(&slot->session, what)) {
            drop(sessions, link_to(sessions, &slot->session.sid));
        }
    }
}

static bool is_old(const struct session *session, const void *started_us)
{
    return session->opened_us < *(const int64_t *)started_us;
}

static bool is_other_of_member(const struct session *session, const void *ending)
{
    const struct ending *over = ending;

    return id_eq(session->member, over->member) &&
           !(over->but && hash_eq(session->sid, *over->but));
}

static void make_room(struct sessions *sessions, int64_t now_us)
{
    bool full = sessions->count >= LIMIT_SESSIONS;

    if (full || now_us - sessions->swept_us > SWEEP_EVERY_US) {
        int64_t started_us = now_us - sessions->session_us_max;
        drop_where(sessions, is_old, &started_us);
        sessions->swept_us = now_us;
    }
    if (sessions->count >= LIMIT_SESSIONS) {
        int *link = link_to_oldest_locked(sessions);
        if (link) {
            drop(sessions, link);
        }
    }
}

static int *link_to_oldest_locked(struct sessions *sessions)
{
    const struct session *oldest = NULL;

    for (size_t i = 0; i < sessions->touched; i++) {
        const struct slot *slot = &sessions->slots[i];
        if (slot->taken && slot->session.locked &&
            (!oldest || slot->session.seen_us < oldest->seen_us)) {
            oldest = &slot->session;
        }
    }
    return oldest ? link_to(sessions, &oldest->sid) : NULL;
}

/* NOBODY when all are taken. */
static int slot_take(struct sessions *sessions)
{
    int at = sessions->free;

    if (at != NOBODY) {
        sessions->free = sessions->slots[at].next;
    } else if (sessions->touched < LIMIT_SESSIONS) {
        at = (int)sessions->touched++;
        size_t end = ((size_t)at + SLOTS_PER_CHUNK) * sizeof(struct slot);
        if (at % SLOTS_PER_CHUNK == 0 && end <= LOCKED_BYTES_MAX) {
            /* Not granted: what lies here is sealed all the same. */
            int granted = mlock(&sessions->slots[at], SLOTS_PER_CHUNK * sizeof(struct slot));
            (void)granted;
        }
    } else {
        return NOBODY;
    }
    sessions->slots[at].taken = true;
    sessions->slots[at].next = NOBODY;
    sessions->count++;
    return at;
}

static size_t slots_size(void)
{
    return LIMIT_SESSIONS * sizeof(struct slot);
}
