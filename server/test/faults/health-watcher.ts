import { get } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'

// A thread of its own, so that the load's own work in the test's thread is not taken for the service's.
const { origin } = workerData as { origin: string }
let over = false
parentPort?.once('message', () => {
  over = true
})

function ask(): Promise<number> {
  const began = performance.now()
  return new Promise((resolve, reject) => {
    get(`${origin}/healthz`, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`health answered ${answer.statusCode}`))
      answer.resume().on('end', () => resolve(performance.now() - began))
    }).on('error', reject)
  })
}

// The first loads what it needs.
await ask()
const times: number[] = []
parentPort?.postMessage('ready')
while (!over) {
  times.push(await ask())
  await pause(20)
}
parentPort?.postMessage(times)
