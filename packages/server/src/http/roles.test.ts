// A matrix made from the document that the routes make: a route that is added tomorrow is in it.
import type { Role } from '@keyturn/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Permission } from '../operations/permissions.ts';
import { ROLE_PERMISSIONS } from '../operations/roles.ts';
import { PUBLIC_URL, type TestAnswer, TestApp } from './test-app.ts';
import { TestBrowser } from './test-browser.ts';
import { type DocumentedOperation, documentedOperations, fillPath } from './test-operations.ts';

let app: TestApp;
let operations: readonly DocumentedOperation[];
let operator: TestBrowser;
const people = new Map<Role, TestBrowser>();
const ROLES = ['viewer', 'developer', 'owner'] as const;

beforeAll(async () => {
  app = await TestApp.open();
  operations = await documentedOperations(app);
  operator = await openLink(undefined);
  for (const account of ['acme', 'other']) await app.addAccount(account);
  for (const role of ROLES) {
    await addMember('acme', role, role);
    people.set(role, await openLink(`${role}@example.com`));
  }
});
afterAll(() => app.close());

async function openLink(email: string | undefined): Promise<TestBrowser> {
  const made = await app.call('POST', '/v1/login-links', { body: email === undefined ? {} : { email } });
  const browser = new TestBrowser(app.http, PUBLIC_URL);
  await browser.openLink(made.body.url);
  return browser;
}

async function addMember(account: string, name: string, role: Role): Promise<string> {
  const body = { email: `${name}@example.com`, name, role };
  const added = await app.call('POST', `/v1/accounts/${account}/members`, { body });
  expect(added.status).toBe(201);
  return added.body.user.id;
}

function browserOf(role: Role): TestBrowser {
  const browser = people.get(role);
  if (browser === undefined) throw new Error(`nobody is ${role}`);
  return browser;
}

/** Ids that are none: what is permitted goes on to 404 or 400, and changes nothing. */
const NO_IDS = {
  secret: 'sec_0',
  endpoint: 'ep_0',
  event: 'evt_0',
  delivery: 'dlv_00000000001',
  api_key: 'key_0',
  member: 'usr_0',
};

function ask(browser: TestBrowser, { method, path, takesBody }: DocumentedOperation, account: string) {
  const url = fillPath(path, { ...NO_IDS, account });
  // No operation takes this field: who is permitted is told so, and nothing happens.
  return browser.call(method, url, takesBody ? { hocus_pocus: 1 } : undefined);
}

const inAccounts = () => operations.filter(({ isOpen, params }) => !isOpen && params.includes('account'));

describe('a member', () => {
  it.each(ROLES)(
    'who is %s may do what the role says, and is told the permission that is missing',
    async (role) => {
      for (const operation of inAccounts().filter(({ operationId }) => operationId !== 'deleteAccount')) {
        const { permission, operationId } = operation;
        const answer = await ask(browserOf(role), operation, 'acme');
        const isPermitted = permission === undefined || ROLE_PERMISSIONS[role].has(permission as Permission);
        if (isPermitted) expect(answer.status, operationId).not.toBe(403);
        else expect(answer.body, operationId).toMatchObject({ status: 403, code: 'forbidden', permission });
      }
    },
  );

  it('finds nothing of another account', async () => {
    for (const role of ROLES) {
      for (const operation of inAccounts()) {
        const answer = await ask(browserOf(role), operation, 'other');
        expect(answer.body, operation.operationId).toMatchObject({
          status: 404,
          code: 'not_found',
          what: 'account',
        });
      }
    }
  });

  it('does nothing that concerns the whole installation', async () => {
    for (const operationId of ['createAccount', 'getMetrics', 'createLoginLink']) {
      const operation = operations.find((one) => one.operationId === operationId)!;
      const answer = await ask(browserOf('owner'), operation, 'acme');
      expect([operationId, answer.body.code]).toEqual([operationId, 'forbidden']);
      expect(answer.body.detail).not.toContain('API key');
    }
  });

  it('who is a viewer is refused to activate, with the permission named', async () => {
    const url = '/v1/accounts/acme/secrets';
    await app.call('POST', url, { body: { name: 'first' } });
    const { body: second } = await app.call('POST', url, { body: { name: 'second' } });
    const refused = await browserOf('viewer').call('POST', `${url}/${second.id}/activate`, {});
    expect(refused.body).toMatchObject({ code: 'forbidden', permission: 'secrets:activate' });
    expect(refused.body.detail).toBe(
      'activateSecret needs the permission `secrets:activate`, which your role does not have.',
    );
    expect((await browserOf('viewer').call('GET', `${url}/${second.id}`)).body.status).toBe('pending');
    const done = await browserOf('developer').call('POST', `${url}/${second.id}/activate`, {});
    expect([done.status, done.body.active.id]).toEqual([200, second.id]);
  });

  it('has the new role with the next request, and none once removed', async () => {
    await addMember('acme', 'carol', 'viewer');
    const carol = await openLink('carol@example.com');
    const publish = () => carol.call('POST', '/v1/accounts/acme/events', { type: 'a.b', data: 1 });
    expect((await publish()).status).toBe(403);
    const { body } = await app.call('GET', '/v1/accounts/acme/members');
    const id = body.data.find(({ user }: { user: { name: string } }) => user.name === 'carol').user.id;
    await app.call('PATCH', `/v1/accounts/acme/members/${id}`, { body: { role: 'developer' } });
    expect((await publish()).status).toBe(202);
    expect((await app.call('DELETE', `/v1/accounts/acme/members/${id}`)).status).toBe(204);
    expect((await publish()).body).toMatchObject({ code: 'not_found', what: 'account' });
    expect((await carol.call('GET', '/session')).body).toMatchObject({
      user: { name: 'carol' },
      memberships: [],
    });
  });

  it('of several accounts has in each its own role', async () => {
    await addMember('acme', 'dave', 'viewer');
    await addMember('other', 'dave', 'owner');
    const dave = await openLink('dave@example.com');
    expect((await dave.call('GET', '/session')).body.memberships).toEqual([
      { account_id: 'acme', account_name: 'Account acme', role: 'viewer' },
      { account_id: 'other', account_name: 'Account other', role: 'owner' },
    ]);
    const event = { type: 'a.b', data: 1 };
    expect((await dave.call('POST', '/v1/accounts/acme/events', event)).status).toBe(403);
    expect((await dave.call('POST', '/v1/accounts/other/events', event)).status).toBe(202);
  });
});

describe('an owner', () => {
  it('makes, lists and revokes the API keys of the account, and of no other', async () => {
    const owner = browserOf('owner');
    const key = { name: 'k', account_id: 'acme', permissions: ['events:publish'] };
    const made = await owner.call('POST', '/v1/api-keys', key);
    expect(made.status).toBe(201);
    const listed = await owner.call('GET', '/v1/api-keys?account_id=acme');
    expect(listed.body.data.map(({ id }: { id: string }) => id)).toEqual([made.body.id]);
    expect((await owner.call('DELETE', `/v1/api-keys/${made.body.id}`)).status).toBe(204);
    for (const account_id of ['other', null]) {
      const refused = await owner.call('POST', '/v1/api-keys', { ...key, account_id });
      expect([403, 404]).toContain(refused.status);
    }
    const more = await owner.call('POST', '/v1/api-keys', { ...key, permissions: ['system:read'] });
    expect(more.body).toMatchObject({ code: 'forbidden', permission: 'system:read' });
  });

  it('of two accounts says which one an API key is for', async () => {
    for (const account of ['acme', 'other']) await addMember(account, 'erin', 'owner');
    const erin = await openLink('erin@example.com');
    const key = { name: 'k', account_id: 'other', permissions: ['events:publish'] };
    expect((await erin.call('POST', '/v1/api-keys', key)).status).toBe(403);
    const made = await erin.call('POST', '/v1/api-keys?account_id=other', key);
    expect(made.status).toBe(201);
    expect((await erin.call('POST', '/v1/api-keys?account_id=acme', key)).status).toBe(404);
    const url = `/v1/api-keys/${made.body.id}`;
    expect((await erin.call('DELETE', `${url}?account_id=acme`)).status).toBe(404);
    expect((await erin.call('DELETE', `${url}?account_id=other`)).status).toBe(204);
  });

  it('adds members, whose link is for who is new alone and is not repeated', async () => {
    const owner = browserOf('owner');
    const frank = { email: 'Frank@Example.com', name: 'Frank', role: 'developer' };
    const headers = { 'idempotency-key': 'frank' };
    const added = await owner.call('POST', '/v1/accounts/acme/members', frank, headers);
    expect(added.status).toBe(201);
    expect(added.body).toMatchObject({
      user: { name: 'Frank', email: 'frank@example.com', has_password: false },
      role: 'developer',
      added_by: { type: 'user', name: 'owner' },
      login_link: { url: expect.stringMatching(/^https:\/\/keyturn\.example\/start#/) },
    });
    const again = await owner.call('POST', '/v1/accounts/acme/members', frank, headers);
    expect([again.status, again.body.login_link]).toEqual([201, null]);
    const known = await app.call('POST', '/v1/accounts/other/members', { body: { ...frank, name: 'F' } });
    expect([known.body.login_link, known.body.user.name]).toEqual([null, 'Frank']);
  });

  it('stays while being the last one', async () => {
    const owner = browserOf('owner');
    await app.addAccount('alone');
    const id = await addMember('alone', 'owner', 'owner');
    const url = `/v1/accounts/alone/members/${id}`;
    for (const [method, body] of [
      ['DELETE', undefined],
      ['PATCH', { role: 'viewer' }],
    ] as const) {
      const refused = await owner.call(method, url, body);
      expect([refused.status, refused.body.code]).toEqual([409, 'last_owner']);
    }
    // The account goes again, so that the owner has one account for the other tests.
    expect((await app.call('DELETE', '/v1/accounts/alone')).status).toBe(204);
  });
});

describe('nobody gives what he does not have', () => {
  it('an API key that may change the account cannot make an owner of somebody', async () => {
    const key = await app.addApiKey('acme', ['accounts:write', 'events:read']);
    const body = { email: 'grace@example.com', name: 'Grace', role: 'owner' };
    const refused = await app.call('POST', '/v1/accounts/acme/members', { as: key, body });
    expect(refused.body).toMatchObject({ code: 'forbidden', permission: expect.any(String) });
    const { body: members } = await app.call('GET', '/v1/accounts/acme/members');
    const [somebody] = members.data;
    const change = { as: key, body: { role: 'owner' } };
    const raised = await app.call('PATCH', `/v1/accounts/acme/members/${somebody.user.id}`, change);
    expect(raised.body).toMatchObject({ code: 'forbidden' });
  });
});

describe('an operator', () => {
  it('reaches every account', async () => {
    for (const operation of operations.filter(
      ({ isOpen, operationId }) => !isOpen && operationId !== 'deleteAccount',
    )) {
      const answer: TestAnswer = await ask(operator, operation, 'other');
      expect([401, 403], operation.operationId).not.toContain(answer.status);
    }
    const listed = await operator.call('GET', '/v1/accounts');
    expect(listed.body.data.map(({ id }: { id: string }) => id).sort()).toEqual(['acme', 'other']);
  });
});

it('a bearer key goes before the cookie', async () => {
  const key = await app.addApiKey('other', ['events:read']);
  const asOther = { authorization: `Bearer ${key}` };
  const answer = await browserOf('owner').call('GET', '/v1/accounts/acme', undefined, asOther);
  expect(answer.status).toBe(404);
  expect((await browserOf('owner').call('GET', '/v1/accounts/other', undefined, asOther)).status).toBe(200);
});
