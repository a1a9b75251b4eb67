#include "store/settings.h"

#include "base/buf.h"

enum err settings_get(struct db *db, struct arena *arena, struct str name, struct setting_row *ret)
{
    struct setting_row row = {.name = STR_NONE};

    DB_QUERY(db, rows, SQL_SETTING_GET, db_text(name));
    if (db_step(&rows)) {
        row.name = str_copy_in(arena, name);
        row.value = db_copy(&rows, arena, 0);
        row.mac = db_copy(&rows, arena, 1);
    }
    TRY(db_done(&rows));
    if (row.name.len == 0) {
        return ERR_NOT_FOUND;
    }
    *ret = row;
    return OK;
}

enum err settings_list(struct db *db, struct arena *arena, struct setting_rows *ret)
{
    struct vec list = vec_of(arena, struct setting_row);

    DB_QUERY(db, rows, SQL_SETTING_LIST, db_int(LIMIT_DIRECTORY_ROWS + 1));
    while (db_step_upto(&rows, list.count, LIMIT_DIRECTORY_ROWS)) {
        *(struct setting_row *)vec_add(&list) = (struct setting_row){
            .name = db_copy(&rows, arena, 0),
            .value = db_copy(&rows, arena, 1),
            .mac = db_copy(&rows, arena, 2),
        };
    }
    TRY(db_done(&rows));
    *ret = (struct setting_rows){list.at, list.count};
    return OK;
}

void settings_put(struct batch *batch, const struct setting_row *setting)
{
    BATCH(batch, SQL_SETTING_PUT, 1, db_text(setting->name), db_blob(setting->value),
          db_blob(setting->mac));
}

void settings_change(struct batch *batch, struct str former, const struct setting_row *setting)
{
    BATCH(batch, SQL_SETTING_CHANGE, 1, db_text(setting->name), db_blob(former),
          db_blob(setting->value), db_blob(setting->mac));
}

void settings_remove(struct batch *batch, struct str name)
{
    BATCH(batch, SQL_SETTING_REMOVE, 1, db_text(name));
}
