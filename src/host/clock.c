#include "host/clock.h"

#include <time.h>

#include "base/check.h"
#include "base/limits.h"

static int64_t read_us(clockid_t clock);

#ifdef AMPARO_TEST_BUILD

#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/str.h"

enum { SETTING_TEXT_MAX = 24 };

struct setting {
    int64_t us;
    bool added; /* to the true time; else the moment itself */
};

static struct setting setting_read(const char *path);
static bool setting_parse(struct str text, struct setting *ret);

int64_t clock_now_us(void)
{
    static _Atomic int64_t last_us;
    static atomic_bool last_added = true;
    const char *path = clock_setting();

    if (!path) {
        return read_us(CLOCK_REALTIME);
    }
    struct setting setting = setting_read(path);
    if (setting.us == INT64_MIN) {
        setting = (struct setting){.us = last_us, .added = last_added};
    } else {
        last_us = setting.us;
        last_added = setting.added;
    }
    return setting.us + (setting.added ? read_us(CLOCK_REALTIME) : 0);
}

const char *clock_setting(void)
{
    return getenv("AMPARO_TEST_CLOCK");
}

/* INT64_MIN when there is nothing whole to read. */
static struct setting setting_read(const char *path)
{
    struct setting setting = {.us = INT64_MIN};
    char text[SETTING_TEXT_MAX];
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        return setting;
    }
    ssize_t len = read(fd, text, sizeof(text));
    close(fd);
    if (len > 0 && !setting_parse(str_trim(str_bytes(text, (size_t)len)), &setting)) {
        setting.us = INT64_MIN;
    }
    return setting;
}

static bool setting_parse(struct str text, struct setting *ret)
{
    ret->added = text.len > 0 && (text.at[0] == '+' || text.at[0] == '-');
    if (ret->added && text.at[0] == '+') {
        text = str_from(text, 1);
    }
    return str_to_i64(text, &ret->us);
}

#else

int64_t clock_now_us(void)
{
    return read_us(CLOCK_REALTIME);
}

const char *clock_setting(void)
{
    return NULL;
}

#endif

int64_t clock_steady_us(void)
{
    return read_us(CLOCK_MONOTONIC);
}

static int64_t read_us(clockid_t clock)
{
    struct timespec now;

    check(clock_gettime(clock, &now) == 0);
    return (int64_t)now.tv_sec * SECOND_US + now.tv_nsec / 1000;
}
