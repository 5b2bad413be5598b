import type { Adapter, AdapterPayload } from 'oidc-provider'

/** What the issuer keeps, by kind and id; it outlives a change of keys. */
export type IssuerStore = Map<string, AdapterPayload>

/** The store of `oidc-provider` for one kind of record. Nothing expires here: the provider looks at the times itself. */
export function adapterOver(store: IssuerStore, kind: string): Adapter {
  const key = (id: string) => `${kind}:${id}`
  return {
    async upsert(id, payload) {
      store.set(key(id), payload)
    },
    async find(id) {
      return store.get(key(id))
    },
    async findByUid(uid) {
      return [...store.values()].find((record) => record.kind === kind && record.uid === uid)
    },
    async findByUserCode() {
      return undefined
    },
    async consume(id) {
      const record = store.get(key(id))
      if (record) record.consumed = Math.floor(Date.now() / 1000)
    },
    async destroy(id) {
      store.delete(key(id))
    },
    async revokeByGrantId(grantId) {
      for (const [at, record] of store) if (record.grantId === grantId) store.delete(at)
    },
  }
}
