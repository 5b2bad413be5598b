#!/usr/bin/env node
import { threadPoolSize } from './platform/thread-pool.ts'

// Read by libuv when the first asynchronous work starts, so set before anything else is loaded.
process.env.UV_THREADPOOL_SIZE ??= String(threadPoolSize)
const { runCli } = await import('./run-cli.ts')
await runCli()
