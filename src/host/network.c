#include "host/network.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/limits.h"

enum { V4_PREFIX = 3, V6_PREFIX = 6, TOKEN_BYTES = 12 };

struct network {
    uint8_t bytes[16];
    size_t len;
};

static struct network network_of_peer(const struct sockaddr *peer);
static struct network network_of_text(struct str text);
static struct network prefix_of(int family, const void *address);

struct str network_token(struct arena *arena, const struct key *key, int64_t now_us,
                         const struct sockaddr *peer, struct str forwarded)
{
    struct network network = forwarded.len > 0 ? network_of_text(forwarded) : network_of_peer(peer);
    int64_t day = now_us / DAY_US;
    struct str parts[] = {
        str_bytes(&day, sizeof(day)),
        str_bytes(network.bytes, network.len),
    };
    struct hash hash = mac_of(key, "network", parts, 2);

    return hex_text(arena, str_bytes(hash.b, TOKEN_BYTES));
}

struct str network_text(struct arena *arena, const struct sockaddr *peer, struct str forwarded)
{
    struct network network = forwarded.len > 0 ? network_of_text(forwarded) : network_of_peer(peer);
    const uint8_t *b = network.bytes;

    if (network.len == V4_PREFIX) {
        return str_printf_in(arena, "%d.%d.%d.*", b[0], b[1], b[2]);
    }
    if (network.len == V6_PREFIX) {
        return str_printf_in(arena, "%x:%x:%x:*", b[0] << 8 | b[1], b[2] << 8 | b[3],
                             b[4] << 8 | b[5]);
    }
    return STR_NONE;
}

static struct network network_of_peer(const struct sockaddr *peer)
{
    struct network none = {0};

    if (peer && peer->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, peer, sizeof(v4));
        return prefix_of(AF_INET, &v4.sin_addr);
    }
    if (peer && peer->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, peer, sizeof(v6));
        return prefix_of(AF_INET6, &v6.sin6_addr);
    }
    return none;
}

static struct network network_of_text(struct str text)
{
    char z[INET6_ADDRSTRLEN] = {0};
    struct network none = {0};
    uint8_t address[16];

    if (text.len >= sizeof(z)) {
        return none;
    }
    memcpy(z, text.at, text.len);
    if (inet_pton(AF_INET, z, address) == 1) {
        return prefix_of(AF_INET, address);
    }
    return inet_pton(AF_INET6, z, address) == 1 ? prefix_of(AF_INET6, address) : none;
}

static struct network prefix_of(int family, const void *address)
{
    struct network network = {.len = family == AF_INET ? V4_PREFIX : V6_PREFIX};

    memcpy(network.bytes, address, network.len);
    return network;
}
