-- columns: referral
slip, code, kind, receiver_holder, receiver_unit, sender_holder, sender_member,
coordinator_holder, state, is_open, withdrawn, version, priority, recorded_us, sent_us, state_us,
clock_kind, clock_from_us, remind_us, due_us, escalate_us, notice, notice_generation,
cleared, cleared_us

-- name: referral_get
SELECT {referral} FROM referral WHERE slip = $1

-- name: referral_find
SELECT {referral} FROM referral WHERE code = $1

-- name: referral_inbox
SELECT {referral} FROM referral
WHERE receiver_holder = $1 AND is_open >= $2 AND (recorded_us, slip) < ($3, $4)
ORDER BY recorded_us DESC, slip DESC LIMIT $5

-- name: referral_outbox
SELECT {referral} FROM referral
WHERE sender_holder = $1 AND is_open >= $2 AND (recorded_us, slip) < ($3, $4)
ORDER BY recorded_us DESC, slip DESC LIMIT $5

-- name: referral_own
SELECT {referral} FROM referral
WHERE sender_member = $1 AND is_open >= $2 AND (recorded_us, slip) < ($3, $4)
ORDER BY recorded_us DESC, slip DESC LIMIT $5

-- name: referral_escalated
SELECT {referral} FROM referral
WHERE coordinator_holder = $1 AND escalate_us <= $2 AND clock_kind NOT IN ($3, $4)
ORDER BY escalate_us, slip LIMIT $5

-- name: referral_add
INSERT INTO referral (slip, code, kind, receiver_holder, receiver_unit, sender_holder,
    sender_member, coordinator_holder, state, is_open, withdrawn, version, priority, recorded_us,
    sent_us, state_us, clock_kind, clock_from_us, remind_us, due_us, escalate_us, notice,
    notice_generation)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, $13, $14, $15, $16, $17, $18, $19,
    $20, $21, $22)

-- name: referral_move
UPDATE referral SET state = $3, is_open = $4, withdrawn = $5, state_us = $6,
    sent_us = coalesce($7, sent_us), clock_kind = $8, clock_from_us = $9, remind_us = $10,
    due_us = $11, escalate_us = $12, version = version + 1
WHERE slip = $1 AND version = $2

-- name: referral_clear
UPDATE referral SET cleared = $3, cleared_us = $4, version = version + 1
WHERE slip = $1 AND version = $2

-- name: referral_erase
DELETE FROM referral WHERE slip = $1

-- name: referral_list_former_notice
SELECT {referral} FROM referral
WHERE coordinator_holder = $1 AND notice IS NOT NULL AND notice_generation < $2
  AND (recorded_us, slip) > ($3, $4)
ORDER BY recorded_us, slip LIMIT $5

-- name: referral_reseal_notice
UPDATE referral SET notice = $3, notice_generation = $4
WHERE slip = $1 AND notice_generation = $2

-- name: referral_change_sender
UPDATE referral SET sender_holder = $2, sender_member = $3, version = version + 1 WHERE slip = $1

-- name: referral_hand_over
UPDATE referral SET sender_member = $3, version = version + 1
WHERE slip = $1 AND sender_member = $2
