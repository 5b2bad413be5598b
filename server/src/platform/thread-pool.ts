import { availableParallelism } from 'node:os'

/** Threads of libuv's pool: all cores can hash while two threads stay free for signatures and files. */
export const threadPoolSize = Math.max(4, availableParallelism() + 2)
