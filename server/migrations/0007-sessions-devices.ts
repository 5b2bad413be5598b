import type { Kysely } from 'kysely'

/** What lists of sessions, the limit of their number, and the removal of a device need to find their rows. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Ended sessions stay for a while and may be many: the living few are found without them, in the order of the list.
  await db.schema
    .createIndex('session_live')
    .on('session')
    .columns(['account_id', 'created_at', 'id'])
    .where('revoked_at' as never, 'is', null)
    .execute()
  // A device that goes is taken out of its sessions; without this the whole table is read for each.
  await db.schema.createIndex('session_device_id').on('session').column('device_id').execute()
}
