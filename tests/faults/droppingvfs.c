#include "droppingvfs.h"

#include <signal.h>
#include <sqlite3.h>
#include <stddef.h>
#include <string.h>

#include "base/check.h"

enum { DISK_FILES = 8, PATH_BYTES = 256, SECTOR = 512 };

/* A change that no sync has covered yet; a truncation has no bytes. */
struct change {
    struct change *next;
    int64_t offset;
    int64_t len;
    bool truncates;
    unsigned char bytes[];
};

/* A file as the running program sees it, shared by all its handles. */
struct disk_file {
    char path[PATH_BYTES];
    struct handle *handles; /* that are open; the first one's real file is written */
    unsigned char *now;
    int64_t size;
    int64_t room;
    struct change *first;
    struct change **last;
};

struct handle {
    sqlite3_file base;
    struct disk_file *disk;
    struct handle *next;
    sqlite3_file real[]; /* of the system's own layer */
};

static sqlite3_vfs *system_vfs;
static sqlite3_vfs dropping_vfs;
static sqlite3_io_methods methods;
static struct droppingvfs_plan plan;
static int64_t operations;
static int64_t readings;
static bool cut;
static struct disk_file files[DISK_FILES];

static uint64_t random_next(void);
static bool fails(int64_t n, int64_t at);
static int operation(void);
static void change_add(struct disk_file *disk, const void *bytes, int64_t len, int64_t offset,
                       bool truncates);
static void change_arrives(struct disk_file *disk, const struct change *change);
static void change_apply(struct disk_file *disk, const struct change *change, int64_t len);
static void changes_end(struct disk_file *disk);
static void disk_load(struct disk_file *disk);
static void disk_grow(struct disk_file *disk, int64_t size);

void droppingvfs_plan(struct droppingvfs_plan next)
{
    plan = next;
    plan.seed = plan.seed * 2654435761u + 88172645463325252u;
    operations = 0;
    readings = 0;
}

int64_t droppingvfs_operations(void)
{
    return operations;
}

int64_t droppingvfs_readings(void)
{
    return readings;
}

bool droppingvfs_is_cut(void)
{
    return cut;
}

void droppingvfs_cut(void)
{
    cut = true;
    for (size_t i = 0; i < DISK_FILES; i++) {
        bool open = files[i].handles != NULL;
        for (struct change *change = files[i].first; change && open; change = change->next) {
            change_arrives(&files[i], change);
        }
        changes_end(&files[i]);
    }
    if (plan.kills) {
        raise(SIGKILL);
    }
}

/* What becomes of an unsynced change. */
static void change_arrives(struct disk_file *disk, const struct change *change)
{
    int64_t sectors = (change->len + SECTOR - 1) / SECTOR;

    if (plan.kills) {
        change_apply(disk, change, change->len);
    } else if (plan.torn) {
        int64_t len = (int64_t)(random_next() % (uint64_t)(sectors + 1)) * SECTOR;
        if (random_next() % 2 == 0) {
            change_apply(disk, change, len < change->len ? len : change->len);
        }
    }
}

void droppingvfs_reboot(void)
{
    for (size_t i = 0; i < DISK_FILES; i++) {
        check(files[i].handles == NULL);
        changes_end(&files[i]);
        sqlite3_free(files[i].now);
        files[i] = (struct disk_file){.path = ""};
    }
    cut = false;
    plan = (struct droppingvfs_plan){.cut_at = 0};
}

static int file_close(sqlite3_file *file)
{
    struct handle *handle = (struct handle *)file;
    struct handle **link = &handle->disk->handles;

    while (*link != handle) {
        link = &(*link)->next;
    }
    *link = handle->next;
    return handle->real->pMethods->xClose(handle->real);
}

static int file_read(sqlite3_file *file, void *at, int len, sqlite3_int64 offset)
{
    struct disk_file *disk = ((struct handle *)file)->disk;
    int64_t there = disk->size > offset ? disk->size - offset : 0;

    readings++;
    if (cut || fails(readings, plan.read_at)) {
        return SQLITE_IOERR_READ;
    }
    if (there >= len) {
        memcpy(at, disk->now + offset, (size_t)len);
        return SQLITE_OK;
    }
    memset(at, 0, (size_t)len);
    if (there > 0) {
        memcpy(at, disk->now + offset, (size_t)there);
    }
    return SQLITE_IOERR_SHORT_READ;
}

static int file_write(sqlite3_file *file, const void *at, int len, sqlite3_int64 offset)
{
    struct disk_file *disk = ((struct handle *)file)->disk;

    /* First noted, then counted: the write during which the power goes may arrive torn. */
    if (!fails(operations + 1, plan.fail_at)) {
        change_add(disk, at, len, offset, false);
    }
    int code = operation();
    if (code == SQLITE_OK) {
        if (offset + len > disk->size) {
            disk_grow(disk, offset + len);
        }
        memcpy(disk->now + offset, at, (size_t)len);
    }
    return code;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct disk_file *disk = ((struct handle *)file)->disk;
    int code = operation();

    if (code == SQLITE_OK) {
        change_add(disk, NULL, 0, size, true);
        disk->size = size;
    }
    return code;
}

static int file_sync(sqlite3_file *file, int flags)
{
    struct disk_file *disk = ((struct handle *)file)->disk;
    int code = operation();

    (void)flags;
    if (code != SQLITE_OK || plan.lies) {
        return code;
    }
    for (struct change *change = disk->first; change; change = change->next) {
        change_apply(disk, change, change->len);
    }
    changes_end(disk);
    return SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *ret)
{
    *ret = ((struct handle *)file)->disk->size;
    return cut ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

static int file_lock(sqlite3_file *file, int level)
{
    sqlite3_file *real = ((struct handle *)file)->real;
    return real->pMethods->xLock(real, level);
}

static int file_unlock(sqlite3_file *file, int level)
{
    sqlite3_file *real = ((struct handle *)file)->real;
    return real->pMethods->xUnlock(real, level);
}

static int file_check_lock(sqlite3_file *file, int *ret)
{
    sqlite3_file *real = ((struct handle *)file)->real;
    return real->pMethods->xCheckReservedLock(real, ret);
}

static int file_control(sqlite3_file *file, int what, void *arg)
{
    (void)file;
    (void)what;
    (void)arg;
    return SQLITE_NOTFOUND;
}

static int file_sector_size(sqlite3_file *file)
{
    (void)file;
    return SECTOR;
}

/* As SQLite assumes of every disk unless told otherwise: a write harms no bytes beside it. */
static int file_characteristics(sqlite3_file *file)
{
    (void)file;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int file_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **ret)
{
    sqlite3_file *real = ((struct handle *)file)->real;
    return real->pMethods->xShmMap(real, region, size, extend, ret);
}

static int file_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    sqlite3_file *real = ((struct handle *)file)->real;
    return real->pMethods->xShmLock(real, offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *file)
{
    sqlite3_file *real = ((struct handle *)file)->real;
    real->pMethods->xShmBarrier(real);
}

static int file_shm_unmap(sqlite3_file *file, int delete)
{
    sqlite3_file *real = ((struct handle *)file)->real;
    return real->pMethods->xShmUnmap(real, delete);
}

static sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

static struct disk_file *disk_find(const char *path, bool make)
{
    struct disk_file *unused = NULL;

    check(strlen(path) < PATH_BYTES);
    for (size_t i = 0; i < DISK_FILES; i++) {
        if (strcmp(files[i].path, path) == 0) {
            return &files[i];
        }
        if (!unused && files[i].path[0] == '\0') {
            unused = &files[i];
        }
    }
    if (make) {
        check(unused != NULL);
        memcpy(unused->path, path, strlen(path) + 1);
        unused->last = &unused->first;
    }
    return make ? unused : NULL;
}

static int disk_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *ret)
{
    struct handle *handle = (struct handle *)file;

    (void)vfs;
    handle->base.pMethods = NULL;
    if (cut) {
        return SQLITE_CANTOPEN;
    }
    check(path != NULL); /* temporary files are in memory: temp_store */
    int code = system_vfs->xOpen(system_vfs, path, handle->real, flags, ret);
    if (code == SQLITE_OK) {
        bool known = disk_find(path, false) != NULL;
        handle->disk = disk_find(path, true);
        handle->next = handle->disk->handles;
        handle->disk->handles = handle;
        if (!known) {
            disk_load(handle->disk);
        }
        handle->base.pMethods = &methods;
    }
    return code;
}

static int disk_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
    struct disk_file *disk = disk_find(path, false);

    (void)vfs;
    if (cut) {
        return SQLITE_IOERR_DELETE;
    }
    if (disk) {
        check(disk->handles == NULL);
        changes_end(disk);
        sqlite3_free(disk->now);
        *disk = (struct disk_file){.path = ""};
    }
    return system_vfs->xDelete(system_vfs, path, sync);
}

void droppingvfs_start(void)
{
    system_vfs = sqlite3_vfs_find(NULL);
    check(system_vfs != NULL);
    dropping_vfs = *system_vfs;
    dropping_vfs.pNext = NULL;
    dropping_vfs.zName = DROPPINGVFS;
    dropping_vfs.szOsFile = (int)sizeof(struct handle) + system_vfs->szOsFile;
    dropping_vfs.xOpen = disk_open;
    dropping_vfs.xDelete = disk_delete;
    check(sqlite3_vfs_register(&dropping_vfs, 0) == SQLITE_OK);
}

static bool fails(int64_t n, int64_t at)
{
    return at != 0 && (n == at || (plan.on && n > at));
}

/* Counts, and says what becomes of the operation. */
static int operation(void)
{
    if (cut) {
        return SQLITE_IOERR;
    }
    operations++;
    if (operations == plan.cut_at) {
        droppingvfs_cut();
        return SQLITE_IOERR;
    }
    if (fails(operations, plan.fail_at)) {
        return plan.error == DROPPING_FULL ? SQLITE_FULL : SQLITE_IOERR;
    }
    return SQLITE_OK;
}

static void change_add(struct disk_file *disk, const void *bytes, int64_t len, int64_t offset,
                       bool truncates)
{
    if (cut) {
        return;
    }
    struct change *change = sqlite3_malloc64(sizeof(*change) + (uint64_t)len);
    check(change != NULL);
    change->next = NULL;
    change->offset = offset;
    change->len = len;
    change->truncates = truncates;
    if (len > 0) {
        memcpy(change->bytes, bytes, (size_t)len);
    }
    *disk->last = change;
    disk->last = &change->next;
}

static void change_apply(struct disk_file *disk, const struct change *change, int64_t len)
{
    check(disk->handles != NULL);
    sqlite3_file *real = disk->handles->real;
    if (change->truncates) {
        check(real->pMethods->xTruncate(real, change->offset) == SQLITE_OK);
    } else if (len > 0) {
        check(real->pMethods->xWrite(real, change->bytes, (int)len, change->offset) == SQLITE_OK);
    }
}

static void changes_end(struct disk_file *disk)
{
    while (disk->first) {
        struct change *next = disk->first->next;
        sqlite3_free(disk->first);
        disk->first = next;
    }
    disk->last = &disk->first;
}

static void disk_load(struct disk_file *disk)
{
    sqlite3_file *real = disk->handles->real;
    sqlite3_int64 size = 0;

    check(real->pMethods->xFileSize(real, &size) == SQLITE_OK);
    disk_grow(disk, size);
    if (size > 0) {
        check(real->pMethods->xRead(real, disk->now, (int)size, 0) == SQLITE_OK);
    }
}

static void disk_grow(struct disk_file *disk, int64_t size)
{
    if (size > disk->room) {
        disk->room = size * 2;
        disk->now = sqlite3_realloc64(disk->now, (uint64_t)disk->room);
        check(disk->now != NULL);
    }
    if (size > disk->size) {
        memset(disk->now + disk->size, 0, (size_t)(size - disk->size));
    }
    disk->size = size;
}

static uint64_t random_next(void)
{
    plan.seed ^= plan.seed << 13;
    plan.seed ^= plan.seed >> 7;
    plan.seed ^= plan.seed << 17;
    return plan.seed;
}
