import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SecretId } from './ids.ts';
import { type Keyset, signersAt } from './keyset.ts';
import type { KeysetCommand, Transition } from './keyset-transitions.ts';
import { OVERLAP_SECONDS_MAX } from './limits.ts';
import type { Secret, SecretStatus } from './secret.ts';
import { type ScopeKind, SOMEBODY, TestAccount } from './test-account.ts';
import type { EpochMs } from './time.ts';

const DAY_MS = 24 * 3600_000;
const SCOPES: readonly ScopeKind[] = ['account', 'endpoint'];

/** One step of a random life: some time passes, then somebody asks for something. */
const step = fc.record({
  passMs: fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 120_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 * DAY_MS }) },
  ),
  scope: fc.constantFrom<ScopeKind>('account', 'account', 'endpoint', 'endpoint', 'endpoint'),
  what: fc.constantFrom<KeysetCommand['type']>(
    ...([
      'create',
      'create',
      'activate',
      'activate',
      'activate',
      'cancel',
      'retire',
      'rename',
      'expire',
    ] as const),
    'compromise',
  ),
  /** Which secret is meant: mostly the one that the command is for, else one counted back from the newest of both scopes. */
  target: fc.oneof(
    { weight: 4, arbitrary: fc.constant('fitting' as const) },
    { weight: 1, arbitrary: fc.nat(6) },
  ),
  overlapSeconds: fc.constantFrom(0, 1, 60, 3600, OVERLAP_SECONDS_MAX),
  openOverlap: fc.constantFrom('refuse', 'end'),
  hardCut: fc.constantFrom('refuse', 'accept'),
  expectedEpoch: fc.option(fc.nat(12), { nil: undefined, freq: 6 }),
  retireInMs: fc.integer({ min: -1000, max: 8 * DAY_MS }),
  profile: fc.constantFrom('standard', 'kore'),
  leaseMs: fc.constantFrom(0, 2000),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const life = fc.array(step, { minLength: 1, maxLength: 50, size: 'max' });

/** What was true before a step and after it, for a property to look at. */
interface Moment {
  readonly test: TestAccount;
  readonly scope: ScopeKind;
  readonly command: KeysetCommand;
  readonly before: Keyset;
  readonly after: Keyset;
  readonly done: Transition | undefined;
}

/** Lives one life and shows every moment of it. The account is closed at its end. */
function live(steps: readonly Step[], watch: (moment: Moment) => void): TestAccount {
  const test = new TestAccount();
  const seen: SecretId[] = [];
  const act = (scope: ScopeKind, command: KeysetCommand) => {
    const before = test.keysetOf(scope);
    const result = test.decide(scope, command);
    if (result.ok && 'secret' in command) seen.push(command.secret.id);
    const done = result.ok ? result.value : undefined;
    watch({ test, scope, command, before, after: test.keysetOf(scope), done });
  };
  for (const each of steps) {
    test.pass(each.passMs);
    test.leaseMs = each.leaseMs;
    test.profiles = each.profile === 'kore' ? ['standard', 'kore'] : ['standard'];
    act(each.scope, commandOf(each, test, seen));
  }
  for (const scope of SCOPES) act(scope, { type: 'close' });
  return test;
}

function commandOf(each: Step, test: TestAccount, seen: readonly SecretId[]): KeysetCommand {
  const secretId = targetOf(each, test, seen) ?? ('sec_unknown' as SecretId);
  switch (each.what) {
    case 'create':
    case 'compromise':
      return { type: each.what, secret: test.newSecret(), by: SOMEBODY };
    case 'activate': {
      const { overlapSeconds, openOverlap, hardCut, expectedEpoch } = each;
      const expected = expectedEpoch === undefined ? {} : { expectedEpoch };
      return { type: 'activate', secretId, overlapSeconds, openOverlap, hardCut, ...expected };
    }
    case 'retire':
      return { type: 'retire', secretId, retireAt: (test.now + each.retireInMs) as EpochMs };
    case 'rename':
      return { type: 'rename', secretId, name: `name ${each.passMs % 3}` };
    case 'cancel':
      return { type: 'cancel', secretId };
    default:
      return { type: each.what === 'expire' ? 'expire' : 'close' };
  }
}

function targetOf({ target, what, scope }: Step, test: TestAccount, seen: readonly SecretId[]) {
  if (target !== 'fitting') return seen[seen.length - 1 - target];
  const status = what === 'retire' ? 'retiring' : 'pending';
  return test.keysetOf(scope).secrets.find((secret) => secret.status === status)?.id;
}

function checkEveryLife(watcher: () => (moment: Moment) => void): void {
  fc.assert(
    fc.property(life, (steps) => {
      live(steps, watcher());
    }),
    { numRuns: 500 },
  );
}

const count = (keyset: Keyset, status: SecretStatus) =>
  keyset.secrets.filter((secret) => secret.status === status).length;

const byId = (secrets: readonly Secret[]) => new Map(secrets.map((secret) => [secret.id, secret]));

it('a scope never has two active, two pending or two retiring secrets', () => {
  checkEveryLife(() => ({ after }) => {
    expect(count(after, 'active')).toBeLessThanOrEqual(1);
    expect(count(after, 'pending')).toBeLessThanOrEqual(1);
    expect(count(after, 'retiring')).toBeLessThanOrEqual(1);
  });
});

it('a scope that has signed never goes back to unsigned, until its account is closed', () => {
  checkEveryLife(() => {
    const signed = new Set<ScopeKind>();
    return ({ test, command }) => {
      if (command.type === 'close') return;
      for (const scope of SCOPES) {
        const signerCount = test.signers(scope).length;
        if (signerCount > 0) signed.add(scope);
        if (signed.has(scope)) expect(signerCount, scope).toBeGreaterThan(0);
      }
    };
  });
});

it('a closed account never signs again', () => {
  fc.assert(
    fc.property(life, life, (steps, more) => {
      const test = live(steps, () => undefined);
      const hadSecrets = test.account.secrets.length > 0;
      for (const each of hadSecrets ? more : []) {
        test.pass(each.passMs);
        test.decide(
          each.scope,
          commandOf(
            each,
            test,
            test.account.secrets.map((secret) => secret.id),
          ),
        );
        for (const scope of SCOPES) expect(test.signers(scope)).toEqual([]);
      }
    }),
  );
});

it('a disabled secret never changes its state and never signs', () => {
  checkEveryLife(() => ({ test, before, after }) => {
    const now = byId(after.secrets);
    for (const secret of before.secrets) {
      if (secret.status !== 'disabled') continue;
      const { name: _, ...rest } = secret;
      expect(now.get(secret.id)).toMatchObject(rest);
    }
    for (const scope of SCOPES) {
      const secrets = byId([...test.account.secrets, ...test.endpoint.secrets]);
      for (const id of test.signers(scope)) expect(secrets.get(id)?.status).not.toBe('disabled');
    }
  });
});

it('a secret that has stopped signing never signs again, whatever is done later', () => {
  checkEveryLife(() => {
    const signing = new Set<SecretId>();
    const stopped = new Set<SecretId>();
    return ({ test }) => {
      for (const scope of SCOPES) {
        const own = byId(test.keysetOf(scope).secrets);
        const signers = new Set(test.signers(scope).filter((id) => own.has(id)));
        for (const id of signing) if (own.has(id) && !signers.has(id)) stopped.add(id);
        for (const id of signers) {
          expect(stopped.has(id), `${id} signs again`).toBe(false);
          signing.add(id);
        }
      }
    };
  });
});

it('a pending secret signs no event, now or at any later time', () => {
  checkEveryLife(() => ({ test }) => {
    for (const passMs of [0, 1, DAY_MS, 30 * DAY_MS]) {
      const at = (test.now + passMs) as EpochMs;
      for (const signer of signersAt(test.endpoint, test.account, at)) {
        expect(['active', 'retiring']).toContain(signer.status);
      }
    }
  });
});

it('what signs has at most one active secret of its own scope, and it comes first', () => {
  checkEveryLife(() => ({ test }) => {
    for (const passMs of [0, 1, DAY_MS, 30 * DAY_MS]) {
      const at = (test.now + passMs) as EpochMs;
      const signers = signersAt(test.endpoint, test.account, at);
      const own = byId(test.endpoint.secrets);
      const scope = signers.some((signer) => own.has(signer.id)) ? test.endpoint : test.account;
      const ids = new Set(scope.secrets.map((secret) => secret.id));
      const active = signers.filter((signer) => ids.has(signer.id) && signer.status === 'active');
      expect(active).toEqual(signers.slice(0, 1));
      expect(new Set(signers.map((signer) => signer.id)).size).toBe(signers.length);
    }
  });
});

it('the epoch grows by one with each change of a state, and never otherwise', () => {
  checkEveryLife(() => ({ before, after, done, command }) => {
    const isChange = done?.effect === 'changed' && command.type !== 'rename';
    expect(after.epoch).toBe(before.epoch + (isChange ? 1 : 0));
  });
});

it('the changed rows are exactly those that differ', () => {
  checkEveryLife(() => ({ before, after, done }) => {
    const old = byId(before.secrets);
    const differing = after.secrets.filter((secret) => {
      const was = old.get(secret.id);
      return was === undefined || JSON.stringify(was) !== JSON.stringify(secret);
    });
    expect(byId(done?.changed ?? [])).toEqual(byId(differing));
    expect(done?.changed.length ?? 0).toBe(differing.length);
    expect(after.secrets.map((secret) => secret.id).slice(0, before.secrets.length)).toEqual(
      before.secrets.map((secret) => secret.id),
    );
  });
});

it('only what a command says it made active became active, under a cut-over of this epoch', () => {
  checkEveryLife(() => ({ test, before, after, done }) => {
    const old = byId(before.secrets);
    const risen = after.secrets.filter(
      (secret) => secret.status === 'active' && old.get(secret.id)?.status !== 'active',
    );
    if (done?.effect === 'changed') expect(risen).toEqual(done.active === undefined ? [] : [done.active]);
    for (const secret of risen) {
      if (secret.status !== 'active') continue;
      expect(secret.cutover.epoch).toBe(after.epoch);
      expect(secret.cutover.effectiveAt).toBeGreaterThanOrEqual(test.now + test.leaseMs);
    }
  });
});

it('the previous secret is never the active one', () => {
  checkEveryLife(() => ({ done }) => {
    if (done?.previous !== undefined) expect(done.previous.id).not.toBe(done.active?.id);
    if (done?.active !== undefined) expect(done.active.previousId).toBe(done.previous?.id);
  });
});

it('the repeat of an activation answers as the first did', () => {
  checkEveryLife(() => {
    const answers = new Map<SecretId, Transition>();
    return ({ command, done, before, after }) => {
      if (command.type !== 'activate' || done?.active === undefined) return;
      const first = answers.get(command.secretId);
      expect(done.effect).toBe(first === undefined ? 'changed' : 'repeated');
      if (first === undefined) {
        answers.set(command.secretId, done);
        return;
      }
      expect(after).toBe(before);
      expect(done.cutover).toEqual(first.cutover);
      expect(done.previous?.id).toBe(first.previous?.id);
    };
  });
});

it('no overlap ends later than 7 days after its activation', () => {
  checkEveryLife(() => ({ after }) => {
    for (const secret of after.secrets) {
      if (secret.status !== 'retiring') continue;
      expect(secret.retireAt).toBeLessThanOrEqual(secret.supersededAt + OVERLAP_SECONDS_MAX * 1000);
    }
  });
});

it('writing down what time has done changes nothing that signs', () => {
  checkEveryLife(() => ({ test, command, before, after }) => {
    if (command.type !== 'expire') return;
    const inherited = after.kind === 'endpoint' ? test.account : undefined;
    for (const passMs of [0, 1, DAY_MS]) {
      const at = (test.now + passMs) as EpochMs;
      expect(signersAt(after, inherited, at)).toEqual(signersAt(before, inherited, at));
    }
  });
});

it('random lives reach every transition and every refusal', () => {
  const reached = new Set<string>();
  fc.assert(
    fc.property(life, (steps) => {
      const test = new TestAccount();
      const seen: SecretId[] = [];
      for (const each of steps) {
        test.pass(each.passMs);
        test.profiles = each.profile === 'kore' ? ['standard', 'kore'] : ['standard'];
        const command = commandOf(each, test, seen);
        const result = test.decide(each.scope, command);
        if (result.ok && 'secret' in command) seen.push(command.secret.id);
        reached.add(result.ok ? `${each.scope} ${command.type} ${result.value.effect}` : result.error.code);
      }
    }),
    { numRuns: 2000, seed: 1 },
  );
  const expected = SCOPES.flatMap((scope) =>
    ['create', 'activate', 'cancel', 'retire', 'rename', 'expire', 'compromise'].map(
      (what) => `${scope} ${what} changed`,
    ),
  );
  const refusals = ['secret_not_pending', 'secret_not_cancellable', 'secret_not_retiring'];
  const others = [
    'retire_at_out_of_range',
    'overlap_open',
    'hard_cut_not_accepted',
    'epoch_changed',
    'not_found',
  ];
  expect([...reached]).toEqual(
    expect.arrayContaining([...expected, 'account activate repeated', ...refusals, ...others]),
  );
});
