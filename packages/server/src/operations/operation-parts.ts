import type { Clock, EndpointUrlPolicy, IdPrefix } from '@keyturn/core';
import type { Store } from '@keyturn/store';
import type { AccountDirectory } from '../account-directory.ts';
import type { DeliveryEngine } from '../delivery/delivery.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { RandomBytes } from '../random-bytes.ts';
import type { Authenticator } from './authenticate.ts';
import type { OneAtATime } from './one-at-a-time.ts';
import type { StoppedSecrets } from './stopped-secrets.ts';

/** What operations stand on; put together by `app.ts`. */
export interface OperationParts {
  readonly store: Store;
  readonly keyring: Keyring;
  readonly directory: AccountDirectory;
  readonly delivery: DeliveryEngine;
  readonly authenticator: Pick<Authenticator, 'forget'>;
  readonly clock: Clock;
  /** Fit for keys. */
  readonly random: RandomBytes;
  /** A new id that sorts by `now`, from pooled randomness. */
  readonly makeId: (prefix: IdPrefix, now: number) => string;
  /** Where people reach the installation, without a slash at its end. */
  readonly publicUrl: string;
  /** Which URLs an endpoint may have. */
  readonly urlPolicy: EndpointUrlPolicy;
  /** The lease of the nodes that sign; 0 when this process alone signs. */
  readonly leaseMs: number;
  /** Holds read-change-write acts on one account apart from each other. */
  readonly perAccount: OneAtATime;
  /** Since when secrets sign nothing any more. */
  readonly stoppedSecrets: StoppedSecrets;
}
