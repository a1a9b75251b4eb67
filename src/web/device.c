#include "web/device.h"

#include "base/buf.h"
#include "web/app.h"

#define COOKIE "__Host-d"

enum { LOGINS_MAX = 8, COOKIE_MAX = 512 };

struct device {
    struct id name;
    struct id proofs[LOGINS_MAX]; /* the newest first */
    size_t count;
};

static bool device_read(struct request *r, struct device *ret);
static bool device_parse(struct str text, struct device *ret);
static struct id proof_of(struct request *r, struct id name, struct str login);
static bool proves(const struct device *device, struct id proof);

struct login_from device_from(struct request *r, struct str login)
{
    struct device device;

    if (!device_read(r, &device) || !proves(&device, proof_of(r, device.name, login))) {
        return (struct login_from){r->x->wire.network, false};
    }
    struct str name = str_join_in(r->arena, S("device "), id_text(r->arena, device.name), STR_NONE);
    return (struct login_from){name, true};
}

void device_remember(struct request *r, struct str login)
{
    struct device device;
    struct buf text = buf_in(r->arena, COOKIE_MAX);

    if (!device_read(r, &device)) {
        device = (struct device){.name = id_random()};
    }
    struct id proof = proof_of(r, device.name, login);
    buf_add_z(&text, COOKIE "=");
    buf_add(&text, id_text(r->arena, device.name));
    buf_add_char(&text, '.');
    buf_add(&text, id_text(r->arena, proof));
    for (size_t i = 0, kept = 1; i < device.count && kept < LOGINS_MAX; i++) {
        if (!id_eq(device.proofs[i], proof)) {
            buf_add_char(&text, '.');
            buf_add(&text, id_text(r->arena, device.proofs[i]));
            kept++;
        }
    }
    buf_add_z(&text, "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=15552000");
    check(!buf_failed(&text));
    r->x->reply.set_device = buf_str(&text);
}

/* Two of them: somebody put one there. Neither counts. */
static bool device_read(struct request *r, struct device *ret)
{
    struct str rest = r->x->wire.cookie;
    struct str found = STR_NONE;

    while (rest.len > 0) {
        struct str value;
        struct str name = str_trim(str_cut(str_cut(rest, ';', &rest), '=', &value));
        if (str_eq(name, S(COOKIE))) {
            if (found.len > 0) {
                return false;
            }
            found = str_trim(value);
        }
    }
    return device_parse(found, ret);
}

static bool device_parse(struct str text, struct device *ret)
{
    struct device device = {.count = 0};
    struct str rest;

    if (!id_parse(str_cut(text, '.', &rest), &device.name)) {
        return false;
    }
    while (rest.len > 0) {
        struct str proof = str_cut(rest, '.', &rest);
        if (device.count == LOGINS_MAX || !id_parse(proof, &device.proofs[device.count++])) {
            return false;
        }
    }
    *ret = device;
    return true;
}

static struct id proof_of(struct request *r, struct id name, struct str login)
{
    struct str parts[] = {id_bytes(&name), login};
    struct hash hash = mac_of(&r->app->server->index, "device", parts, 2);
    struct id proof;

    memcpy(proof.b, hash.b, ID_BYTES);
    return proof;
}

/* All of them, each to its end: the time tells nothing of a proof that is being guessed. */
static bool proves(const struct device *device, struct id proof)
{
    bool found = false;

    for (size_t i = 0; i < device->count; i++) {
        unsigned differs = 0;
        for (size_t b = 0; b < ID_BYTES; b++) {
            differs |= (unsigned)(device->proofs[i].b[b] ^ proof.b[b]);
        }
        found |= differs == 0;
    }
    return found;
}
