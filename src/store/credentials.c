#include "store/credentials.h"

enum err credentials_get(struct db *db, struct arena *arena, struct id member,
                         struct credential_row *ret)
{
    struct credential_row row = {.version = 0};

    DB_QUERY(db, rows, SQL_CREDENTIAL_GET, db_blob(id_bytes(&member)));
    if (db_step(&rows)) {
        row = (struct credential_row){
            .member = db_col_id(&rows, 0),
            .totp_box = db_copy(&rows, arena, 1),
            .totp_step = db_col_int(&rows, 2),
            .recovery_box = db_copy(&rows, arena, 3),
            .recovery_us = db_col_int(&rows, 4),
            .recovered_us = db_col_int(&rows, 5),
            .password_us = db_col_int(&rows, 6),
            .version = db_col_int(&rows, 7),
            .mac = db_copy(&rows, arena, 8),
        };
    }
    TRY(db_done(&rows));
    if (row.version == 0) {
        return ERR_NOT_FOUND;
    }
    *ret = row;
    return OK;
}

void credentials_add(struct batch *batch, const struct credential_row *credential)
{
    BATCH(batch, SQL_CREDENTIAL_ADD, 1, db_id(batch->arena, credential->member),
          db_blob(credential->totp_box), db_int(credential->totp_step),
          db_blob(credential->recovery_box), db_int(credential->recovery_us),
          db_int(credential->recovered_us), db_int(credential->password_us),
          db_blob(credential->mac));
}

void credentials_change(struct batch *batch, const struct credential_row *credential)
{
    BATCH(batch, SQL_CREDENTIAL_CHANGE, 1, db_id(batch->arena, credential->member),
          db_int(credential->version), db_blob(credential->totp_box), db_int(credential->totp_step),
          db_blob(credential->recovery_box), db_int(credential->recovery_us),
          db_int(credential->recovered_us), db_int(credential->password_us),
          db_blob(credential->mac));
}

void credentials_reseal(struct batch *batch, const struct credential_row *read,
                        const struct credential_row *now)
{
    BATCH(batch, SQL_CREDENTIAL_RESEAL, 1, db_id(batch->arena, read->member), db_blob(read->mac),
          db_blob(now->totp_box), db_blob(now->mac));
}
