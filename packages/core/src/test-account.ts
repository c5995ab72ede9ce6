import type { DomainError } from './domain-error.ts';
import type { AccountRef, EndpointRef, KeyId, SecretId } from './ids.ts';
import { type Keyset, type SignatureProfile, signersAt } from './keyset.ts';
import { decideTransition, type KeysetCommand, type Transition } from './keyset-transitions.ts';
import type { Result } from './result.ts';
import type { Actor, Secret } from './secret.ts';
import type { EpochMs } from './time.ts';

export type ScopeKind = Keyset['kind'];

export const SOMEBODY: Actor = { type: 'api_key', id: 'key_1', name: 'deploy script' };

/** For tests: an account and one endpoint of it, driven by commands as the store drives them, on a clock that the test moves. */
export class TestAccount {
  now = 1_700_000_000_000 as EpochMs;
  account: Keyset = frozen({ scopeRef: 1 as AccountRef, kind: 'account', epoch: 0, secrets: [] });
  endpoint: Keyset = frozen({ scopeRef: 2 as EndpointRef, kind: 'endpoint', epoch: 0, secrets: [] });
  profiles: readonly SignatureProfile[] = ['standard'];
  leaseMs = 0;
  #made = 0;

  keysetOf(scope: ScopeKind): Keyset {
    return scope === 'account' ? this.account : this.endpoint;
  }

  /** Decides a command and keeps the keyset that it leads to; a refusal changes nothing. */
  decide(scope: ScopeKind, command: KeysetCommand): Result<Transition, DomainError> {
    const inherited = scope === 'endpoint' ? { inherited: this.account } : {};
    const state = { keyset: this.keysetOf(scope), profiles: this.profiles, ...inherited };
    const result = decideTransition(state, command, this.now, this.leaseMs);
    if (result.ok && scope === 'account') this.account = frozen(result.value.keyset);
    if (result.ok && scope === 'endpoint') this.endpoint = frozen(result.value.keyset);
    return result;
  }

  /** As `decide`, for a command that the test expects to be accepted. */
  accept(scope: ScopeKind, command: KeysetCommand): Transition {
    const result = this.decide(scope, command);
    if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
    return result.value;
  }

  /** As `decide`, for a command that the test expects to be refused; gives the refusal. */
  refuse(scope: ScopeKind, command: KeysetCommand): DomainError {
    const before = this.keysetOf(scope);
    const result = this.decide(scope, command);
    if (result.ok) throw new Error(`accepted: ${JSON.stringify(result.value)}`);
    if (this.keysetOf(scope) !== before) throw new Error('a refusal changed the keyset');
    return result.error;
  }

  newSecret(name = 'signing'): { id: SecretId; name: string; keyId: KeyId } {
    this.#made += 1;
    return { id: `sec_${this.#made}` as SecretId, name, keyId: `KEY${this.#made}` as KeyId };
  }

  /** Creates a secret and gives its id. */
  create(scope: ScopeKind): SecretId {
    const secret = this.newSecret();
    this.accept(scope, { type: 'create', secret, by: SOMEBODY });
    return secret.id;
  }

  activate(scope: ScopeKind, secretId: SecretId, options: Partial<ActivateOptions> = {}): Transition {
    return this.accept(scope, activation(secretId, options));
  }

  secret(scope: ScopeKind, id: SecretId): Secret {
    const found = this.keysetOf(scope).secrets.find((secret) => secret.id === id);
    if (found === undefined) throw new Error(`no secret ${id}`);
    return found;
  }

  /** The ids that sign now, as on the wire. */
  signers(scope: ScopeKind): readonly SecretId[] {
    const inherited = scope === 'endpoint' ? this.account : undefined;
    return signersAt(this.keysetOf(scope), inherited, this.now).map((secret) => secret.id);
  }

  pass(ms: number): void {
    this.now = (this.now + ms) as EpochMs;
  }
}

type ActivateOptions = Omit<Extract<KeysetCommand, { type: 'activate' }>, 'type' | 'secretId'>;

/** An `activate` without overlap that accepts nothing unusual, changed by `options`. */
export function activation(secretId: SecretId, options: Partial<ActivateOptions> = {}): KeysetCommand {
  return {
    type: 'activate',
    secretId,
    overlapSeconds: 0,
    openOverlap: 'refuse',
    hardCut: 'refuse',
    ...options,
  };
}

/** The same object, frozen all the way down: a decision that writes into its input throws. */
function frozen<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null && !Object.isFrozen(part)) frozen(part);
  }
  return Object.freeze(value);
}
