#include "host/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 511 };

static int stream_socket(int family);
static bool path_is_deserted(const struct sockaddr_un *address);

enum err listen_loopback(uint16_t port, struct listener *ret, struct fault *fault)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons(port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    socklen_t len = sizeof(address);
    int fd = stream_socket(AF_INET);
    int yes = 1;

    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) != 0 ||
        bind(fd, (struct sockaddr *)&address, len) != 0 || listen(fd, BACKLOG) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &len) != 0) {
        int failed = errno;
        close(fd);
        return fault_set(fault, ERR_IO, "Cannot listen on this port: {{arg}}",
                         str_of(strerrordesc_np(failed)));
    }
    *ret = (struct listener){.fd = fd, .port = ntohs(address.sin_port)};
    return OK;
}

enum err listen_path(const char *path, struct listener *ret, struct fault *fault)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct str name = str_of(path);

    if (name.len == 0 || name.len >= sizeof(address.sun_path)) {
        return fault_set(fault, ERR_INVALID, "The path of the socket is too long", STR_NONE);
    }
    memcpy(address.sun_path, name.at, name.len);
    if (path_is_deserted(&address)) {
        unlink(path);
    }

    int fd = stream_socket(AF_UNIX);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        chmod(path, 0660) != 0 || listen(fd, BACKLOG) != 0) {
        int failed = errno;
        close(fd);
        return fault_set(fault, ERR_IO, "Cannot listen on this socket: {{arg}}",
                         str_of(strerrordesc_np(failed)));
    }
    *ret = (struct listener){.fd = fd, .path = path};
    return OK;
}

/* Where the process is shut in, a name outside of its folder stays: the next one replaces it. */
void listener_close(struct listener *listener)
{
    close(listener->fd);
    if (listener->path) {
        unlink(listener->path);
    }
}

static int stream_socket(int family)
{
    return socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

static bool path_is_deserted(const struct sockaddr_un *address)
{
    int fd = stream_socket(AF_UNIX);
    bool deserted = fd >= 0 &&
                    connect(fd, (const struct sockaddr *)address, sizeof(*address)) != 0 &&
                    errno == ECONNREFUSED;

    close(fd);
    return deserted;
}
