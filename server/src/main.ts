#!/usr/bin/env node
import { threadPoolSize } from './platform/thread-pool.ts'

// Read by libuv when the first asynchronous work starts, so set before anything else is loaded.
process.env.UV_THREADPOOL_SIZE ??= String(threadPoolSize)
const { runService } = await import('./run-service.ts')
await runService()
