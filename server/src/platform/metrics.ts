import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Hasher } from './hasher.ts'

export type Metrics = {
  readonly registry: Registry
  readonly requests: Histogram<'method' | 'route' | 'status'>
  readonly events: Counter<'name'>
  readonly outbox: Counter<'topic' | 'outcome'>
  readonly shed: Counter<'reason'>
  readonly spans: Counter<'outcome'>
  readonly sockets: Gauge
  /** Seconds. */
  readonly auditBacklog: Gauge
  readonly auditUnstreamed: Gauge
  readonly webhookAttempts: Counter<'endpoint' | 'outcome'>
  readonly webhookDeliveries: Gauge<'endpoint' | 'state'>
}

/**
 * The service's Prometheus metrics.
 * @param hasher whose queue is shown as gauges
 */
export function makeMetrics(hasher: Hasher): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const queue = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  queue('kalosphere_hashes_running', 'Password hashes being computed', () => hasher.stats().running)
  queue('kalosphere_hashes_waiting', 'Password hashes waiting for their turn', () => hasher.stats().waiting)
  return {
    registry,
    requests: new Histogram({
      name: 'kalosphere_http_request_seconds',
      help: 'Time to answer, by route pattern',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
      registers,
    }),
    events: new Counter({
      name: 'kalosphere_security_events_total',
      help: 'Audit events by name',
      labelNames: ['name'],
      registers,
    }),
    outbox: new Counter({
      name: 'kalosphere_outbox_total',
      help: 'Outbox items handled, by topic and outcome',
      labelNames: ['topic', 'outcome'],
      registers,
    }),
    shed: new Counter({
      name: 'kalosphere_shed_requests_total',
      help: 'Requests refused at the door for want of room, by reason: in_flight, turn',
      labelNames: ['reason'],
      registers,
    }),
    spans: new Counter({
      name: 'kalosphere_spans_total',
      help: 'Spans of traces by outcome: sent, dropped',
      labelNames: ['outcome'],
      registers,
    }),
    sockets: new Gauge({ name: 'kalosphere_notice_sockets', help: 'Open sockets for notices', registers }),
    ...auditMetrics(registers),
    ...webhookMetrics(registers),
  }
}

function auditMetrics(registers: Registry[]): Pick<Metrics, 'auditBacklog' | 'auditUnstreamed'> {
  return {
    auditBacklog: new Gauge({
      name: 'kalosphere_audit_unsealed_seconds',
      help: 'For how long the oldest audit event waits to be sealed; above 5 is an alarm',
      registers,
    }),
    auditUnstreamed: new Gauge({
      name: 'kalosphere_audit_unstreamed',
      help: 'Sealed audit events that wait to be copied to where AUDIT_STREAM says',
      registers,
    }),
  }
}

function webhookMetrics(registers: Registry[]): Pick<Metrics, 'webhookAttempts' | 'webhookDeliveries'> {
  return {
    webhookAttempts: new Counter({
      name: 'kalosphere_webhook_attempts_total',
      help: 'Attempts to deliver webhooks, by endpoint and outcome: delivered, postponed, dead',
      labelNames: ['endpoint', 'outcome'],
      registers,
    }),
    webhookDeliveries: new Gauge({
      name: 'kalosphere_webhook_deliveries',
      help: 'Deliveries of webhooks that wait (pending) and that were given up (dead), by endpoint',
      labelNames: ['endpoint', 'state'],
      registers,
    }),
  }
}
