import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '@keyturn/core';
import type { Store } from '@keyturn/store';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Readiness } from '../observe/health.ts';
import type { HttpMetrics } from '../observe/metrics.ts';
import type { Principal } from '../operations/authenticate.ts';
import type { Operations } from '../operations/operations.ts';
import type { RandomSlices } from '../random-slices.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { DemoReceiverControl } from './demo-receiver.ts';

/** The part of a logger that the edge uses; pino's has it. */
export interface HttpLog {
  error(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

/** Everything that the HTTP edge stands on; `app.ts` puts it together. */
export interface HttpDeps {
  readonly operations: Operations;
  /** Who presents a bearer key; undefined when nobody does. Synchronous for keys seen before. */
  authenticate(bearer: string): Principal | undefined | Promise<Principal | undefined>;
  /** People who sign in. */
  readonly sessions: Sessions;
  /** Whether publishes are taken; asked before the body of one is read. */
  admission(): { readonly retryAfterSeconds: number } | undefined;
  readonly idempotency: Store['idempotency'];
  /** Whether this process can do its work now. */
  readiness(): Promise<Readiness>;
  readonly metrics: HttpMetrics;
  readonly log: HttpLog;
  readonly clock: Clock;
  /** Makes request ids. */
  readonly random: Pick<RandomSlices, 'makeId'>;
  /** The demo's pretend customer; absent everywhere else. */
  readonly demoReceiver?: DemoReceiverControl;
  readonly config: {
    /** Without a slash at its end. */
    readonly publicUrl: string;
    /** Addresses whose `X-Forwarded-For` is believed; empty: nobody's. */
    readonly trustProxy: readonly string[];
    /** The address and port that it listens on. */
    readonly host: string;
    readonly port: number;
    /** Of the product. */
    readonly version: string;
    /** Where the built dashboard lies; absent: there is none to serve. */
    readonly dashboardFolder?: string;
  };
}

/** The application as routes see it: requests are parsed by zod schemas. */
export type HttpApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;
