/**
 * The numbers of a process, for Prometheus. Every handle is looked up once, when the process starts: labels made anew for each event
 * were measured to cost 7 µs. `docs/reference/metrics.md` lists the names, which are never changed.
 */
import type { AttemptCause } from '@keyturn/core';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { EngineMetrics } from '../delivery/engine-metrics.ts';

/** What the HTTP edge counts of one operation. */
export interface OperationMetrics {
  /** Notes an answer: its status, and how long it took. */
  answered(status: number, seconds: number): void;
}

/** What the HTTP edge asks of the metrics. */
export interface HttpMetrics {
  /** The handles of an operation; asked once for each route. `other` stands for everything that is no operation. */
  operation(operationId: string): OperationMetrics;
  /** All numbers as Prometheus reads them. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Numbers that are read when somebody asks for them, instead of being kept. */
export interface GaugeSources {
  /** Requests to receivers under way, deliveries in memory that wait their turn, publishes that wait for their commit. */
  engine(): { readonly inFlight: number; readonly queued: number; readonly uncommitted: number };
}

/** All metrics of a process. */
export interface Metrics {
  readonly engine: EngineMetrics;
  readonly http: HttpMetrics;
  /** Gives the gauges their source, once there is an engine. */
  watch(sources: GaugeSources): void;
}

/** Attempts end between a millisecond and the deadline of 15 s. */
const ATTEMPT_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];
/** Answers of the API are a commit away, unless a disk is slow. */
const REQUEST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];
/** Rows of one commit: up to COMMIT_ROWS_MAX. */
const COMMIT_ROWS = [1, 2, 5, 10, 20, 50, 100, 200, 500];

const CAUSES = [
  'ok',
  'http_status',
  'redirect',
  'gone',
  'dns_failed',
  'connect_failed',
  'tls_failed',
  'timeout',
  'connection_reset',
  'response_invalid',
  'target_not_allowed',
] as const satisfies readonly AttemptCause[];

/** Makes the metrics of a process. `version` is shown as a label of `keyturn_build_info`. */
export function makeMetrics(version: string): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'keyturn_build_info',
    help: 'Always 1; the version is its label.',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version }, 1);
  return {
    engine: makeEngineMetrics(registry),
    http: makeHttpMetrics(registry),
    watch: (sources) => watchGauges(registry, sources),
  };
}

function makeEngineMetrics(registry: Registry): EngineMetrics {
  const counter = (name: string, help: string): Counter => new Counter({ name, help, registers: [registry] });
  const attempts = new Counter({
    name: 'keyturn_attempts_total',
    help: 'Attempts, by what came of them.',
    labelNames: ['cause'],
    registers: [registry],
  });
  const publishes = new Counter({
    name: 'keyturn_publishes_total',
    help: 'Events handed to the committer: stored, duplicate (stored before), or failed with the database.',
    labelNames: ['result'],
    registers: [registry],
  });
  const byCause = CAUSES.map((cause) => [cause, startedAtZero(attempts.labels(cause))] as const);
  return {
    attempts: Object.fromEntries(byCause) as Record<AttemptCause, Counter.Internal>,
    attemptSeconds: new Histogram({
      name: 'keyturn_attempt_seconds',
      help: 'From the start of an attempt to the head of its response, or to its failure.',
      buckets: ATTEMPT_SECONDS,
      registers: [registry],
    }),
    publishesStored: startedAtZero(publishes.labels('stored')),
    publishesDuplicate: startedAtZero(publishes.labels('duplicate')),
    publishesFailed: startedAtZero(publishes.labels('failed')),
    commits: counter('keyturn_commits_total', 'Transactions of the committer.'),
    commitRows: new Histogram({
      name: 'keyturn_commit_rows',
      help: 'Publishes and outcomes of one transaction of the committer.',
      buckets: COMMIT_ROWS,
      registers: [registry],
    }),
    commitsFailed: counter('keyturn_commits_failed_total', 'Transactions of the committer that failed.'),
    claimed: counter(
      'keyturn_deliveries_claimed_total',
      'Deliveries taken from the database: retries and overflow.',
    ),
    handedBack: counter(
      'keyturn_deliveries_handed_back_total',
      'Claimed deliveries given back without an attempt.',
    ),
    stoppedAtWire: counter(
      'keyturn_stopped_at_wire_total',
      'Requests stopped before their first byte because their keyset or claim had ended.',
    ),
    resentOnFreshConnection: counter(
      'keyturn_resent_on_fresh_connection_total',
      'Requests sent once more because a kept connection had been closed meanwhile.',
    ),
    lateResults: counter('keyturn_late_results_total', 'Results that came after their claim had ended.'),
    signingBlocked: counter(
      'keyturn_signing_blocked_total',
      'Deliveries held back because their sealed secrets do not open: check the master keys.',
    ),
  };
}

/** A series that is there before its first event: a rate over it has a beginning. */
function startedAtZero(handle: Counter.Internal): Counter.Internal {
  handle.inc(0);
  return handle;
}

function makeHttpMetrics(registry: Registry): HttpMetrics {
  const requests = new Counter({
    name: 'keyturn_http_requests_total',
    help: 'Answers of the API, by operation and status.',
    labelNames: ['operation', 'status'],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'keyturn_http_request_seconds',
    help: 'From the head of a request to the end of its answer, by operation.',
    labelNames: ['operation'],
    buckets: REQUEST_SECONDS,
    registers: [registry],
  });
  return {
    operation(operationId) {
      const duration = seconds.labels(operationId);
      const counts = new Map<number, Counter.Internal>();
      return {
        answered(status, took) {
          let count = counts.get(status);
          if (count === undefined) {
            count = requests.labels(operationId, String(status));
            counts.set(status, count);
          }
          count.inc();
          duration.observe(took);
        },
      };
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function watchGauges(registry: Registry, sources: GaugeSources): void {
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  };
  gauge('keyturn_attempts_in_flight', 'Requests to receivers under way.', () => sources.engine().inFlight);
  gauge(
    'keyturn_deliveries_queued',
    'Deliveries in memory that wait their turn.',
    () => sources.engine().queued,
  );
  gauge(
    'keyturn_publishes_uncommitted',
    'Publishes that wait for their commit.',
    () => sources.engine().uncommitted,
  );
}
