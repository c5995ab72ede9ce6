import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, Receiver } from '@keyturn/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestServer } from '../test-server.ts';
import { runCli } from '../test-terminal.ts';

let server: TestServer;
let receiver: Receiver;
beforeAll(async () => {
  [server, receiver] = await Promise.all([TestServer.start(), Receiver.open()]);
  await server.get('accounts', 'create', 'Acme Ltd', '--id', 'acme');
});
afterAll(async () => {
  await receiver.close();
  await server.stop();
});

function run(...args: readonly string[]) {
  return server.run([...args, '-a', 'acme']);
}

describe('accounts', () => {
  it('are created, shown, changed and listed', async () => {
    const created = await server.run(['accounts', 'create', 'Beta', '--id', 'beta']);
    expect(created).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^id +beta\n/) });
    expect(created.err).toContain('keyturn secrets create NAME -a beta');

    const changed = await server.get('accounts', 'update', 'beta', '--signature-profile', 'standard', 'kore');
    expect(changed).toMatchObject({ id: 'beta', name: 'Beta', signature_profiles: ['standard', 'kore'] });

    const table = await server.run(['accounts', 'list']);
    expect(table.out.split('\n')).toEqual([
      expect.stringMatching(/^ID +NAME +PROFILES +AGE$/),
      expect.stringMatching(/^beta +Beta +standard kore +\d+ s$/),
      expect.stringMatching(/^acme +Acme Ltd +standard +\d+ s$/),
      '',
    ]);
  });

  it('are closed only by who types the id, or says --yes', async () => {
    await server.get('accounts', 'create', 'Gone', '--id', 'gone');
    const mistyped = await server.run(['accounts', 'delete', 'gone'], { typed: ['acme'] });
    expect(mistyped).toMatchObject({ exitCode: 1, err: expect.stringContaining('Nothing was changed') });
    expect(await server.run(['accounts', 'delete', 'gone'])).toMatchObject({ exitCode: 2 });
    expect(await server.get('accounts', 'get', 'gone')).toMatchObject({ id: 'gone' });

    expect(await server.run(['accounts', 'delete', 'gone'], { typed: ['gone'] })).toMatchObject({
      exitCode: 0,
    });
    expect(await server.run(['accounts', 'get', 'gone'])).toMatchObject({ exitCode: 3 });
  });
});

describe('endpoints', () => {
  it('are created, changed, paused, resumed and deleted', async () => {
    const url = receiver.url('/other');
    const args = ['--event-type', 'invoice.*', 'order.paid', '--header', 'x-region: eu-1'];
    const { id } = await server.get('endpoints', 'create', url, '-a', 'acme', ...args);
    const shown = await run('endpoints', 'get', String(id));
    expect(shown.out).toMatch(/event types +invoice\.\* order\.paid\n/);
    // A header's value may be a credential of the receiver's.
    expect(shown.out).toMatch(/headers +x-region\n/);

    expect(await run('endpoints', 'pause', String(id))).toMatchObject({ exitCode: 0, out: '' });
    expect((await run('endpoints', 'list')).out).toMatch(/ paused +invoice/);
    expect(await server.get('endpoints', 'resume', String(id), '-a', 'acme')).toMatchObject({
      paused: false,
    });
    const cleared = await server.get(
      'endpoints',
      'update',
      String(id),
      '-a',
      'acme',
      '--all-event-types',
      '--clear-headers',
    );
    expect(cleared).toMatchObject({ event_types: [], headers: {}, url });

    expect(await run('endpoints', 'delete', String(id))).toMatchObject({ exitCode: 2 });
    expect(await run('endpoints', 'delete', String(id), '--yes')).toMatchObject({ exitCode: 0 });
    expect(await run('endpoints', 'get', String(id))).toMatchObject({ exitCode: 3 });
  });

  it('that cannot be sent to are refused with the rule that says why', async () => {
    const refused = await run('endpoints', 'create', 'http://10.1.2.3/hooks');
    expect(refused).toMatchObject({
      exitCode: 2,
      out: '',
      err: expect.stringMatching(/^✖ endpoint_url_refused /),
    });
  });
});

describe('events', () => {
  it('are published, delivered, and found again with their deliveries and attempts', async () => {
    const { id: endpointId } = await server.get('endpoints', 'create', receiver.url('/in'), '-a', 'acme');
    const data = '{"iccid":8931440400000000019,"amount":1.10,"name":"Zoë"}';
    const published = await server.run(
      ['--json', 'events', 'publish', 'sim.activated', '-a', 'acme', '--data', '-'],
      {
        stdin: data,
      },
    );
    expect(published.json()).toEqual([{ id: expect.stringMatching(/^evt_/) }]);
    const id = String(published.json()[0]?.id);

    const arrived = await eventually(
      () => {
        const found = receiver.requests.find(
          (request) => request.headers['webhook-id'] === id || request.path === '/in',
        );
        if (found === undefined) throw new Error('not arrived');
        return found;
      },
      { deadlineMs: 10_000 },
    );
    // Numbers that no double holds arrive as they were written.
    expect(Buffer.from(arrived.body).toString('utf8')).toContain(data);

    const delivered = await eventually(
      async () => {
        const [row] = (
          await server.run(['--json', 'deliveries', 'list', '-a', 'acme', '--event', id])
        ).json();
        expect(row).toMatchObject({
          event_id: id,
          endpoint_id: endpointId,
          status: 'delivered',
          attempt_count: 1,
        });
        return row;
      },
      { deadlineMs: 10_000 },
    );
    const attempts = await run('deliveries', 'attempts', String(delivered?.id));
    expect(attempts.out).toMatch(
      /^N +AGE +CAUSE +STATUS +MS +KEYS +ANSWER\n1 +\d+ s +ok +200 +\d+ +unsigned\n$/,
    );
    expect((await run('events', 'get', id)).out).toContain(`body          {"specversion"`);

    const retried = await run('deliveries', 'retry', String(delivered?.id));
    expect(retried).toMatchObject({ exitCode: 0, err: expect.stringContaining('is due now') });
    await eventually(
      async () => {
        const found = await server.get('deliveries', 'get', String(delivered?.id), '-a', 'acme');
        expect(found).toMatchObject({ status: 'delivered', attempt_count: 2 });
      },
      { deadlineMs: 10_000 },
    );
  });

  it('keep a body byte for byte, whatever it is', async () => {
    const path = join(server.folder, 'body.bin');
    const bytes = Buffer.from([0, 255, 13, 10, 0xe2, 0x80, 0xa8]);
    writeFileSync(path, bytes);
    const args = [
      'events',
      'publish',
      'raw.sent',
      '-a',
      'acme',
      '--body',
      `@${path}`,
      '--content-type',
      'application/octet-stream',
    ];
    const { id, warnings } = await server.get(...args);
    expect(warnings).toHaveLength(1);
    expect(await server.get('events', 'get', String(id), '-a', 'acme')).toMatchObject({
      body: null,
      body_base64: bytes.toString('base64'),
      content_type: 'application/octet-stream',
    });
  });

  it('of one id are stored once, and refused with other content', async () => {
    const publish = (data: string) =>
      run('events', 'publish', 'order.paid', '--id', 'mine-1', '--data', data);
    expect((await publish('{"n":1}')).exitCode).toBe(0);
    expect((await publish('{"n":1}')).err).toContain('It was stored before');
    const conflict = await publish('{"n":2}');
    expect(conflict).toMatchObject({ exitCode: 5, err: expect.stringMatching(/^✖ event_id_conflict /) });
  });

  it.each([
    [['--data', '{'], 'is not JSON'],
    [[], 'either --data or --body'],
    [['--data', '1', '--body', 'x'], 'either --data or --body'],
    [['--body', 'x'], 'needs its --content-type'],
    [['--data', '1', '--content-type', 'text/plain'], 'belongs to --body'],
    [['--data', '@/nonexistent/file'], 'cannot be read (ENOENT)'],
  ])('are refused before anything is sent: %j', async (args, sentence) => {
    const refused = await run('events', 'publish', 'order.paid', ...args);
    expect(refused).toMatchObject({ exitCode: 2, out: '', err: expect.stringContaining(sentence) });
  });

  it('of a reserved type are refused by the server, in its words', async () => {
    const refused = await run('events', 'publish', 'keyturn.test', '--data', '1');
    expect(refused).toMatchObject({
      exitCode: 2,
      err: expect.stringMatching(/^✖ invalid_request .*keyturn/),
    });
  });

  it('a test event goes to its endpoint alone', async () => {
    const other = await Receiver.open();
    try {
      const { id } = await server.get(
        'endpoints',
        'create',
        other.url(),
        '-a',
        'acme',
        '--event-type',
        'nothing.at.all',
      );
      expect(await run('endpoints', 'test', String(id))).toMatchObject({ exitCode: 0 });
      const [request] = await other.waitForRequests(1);
      expect(JSON.parse(Buffer.from(request?.body ?? []).toString())).toMatchObject({ type: 'keyturn.test' });
    } finally {
      await other.close();
    }
  });
});

describe('lists', () => {
  it('stop at --limit and say so; --all goes on, page after page', async () => {
    const account = ['-a', 'many'];
    await server.get('accounts', 'create', 'Many', '--id', 'many');
    for (let n = 0; n < 5; n++)
      await server.get('events', 'publish', 'order.paid', ...account, '--data', String(n));

    const cut = await server.run(['events', 'list', ...account, '--limit', '2']);
    expect(cut.out.trimEnd().split('\n')).toHaveLength(3);
    expect(cut.err).toContain('There are more than 2');
    const all = await server.run(['--json', 'events', 'list', ...account, '--all']);
    expect(all.json()).toHaveLength(5);
    expect(all.err).toBe('');
    const future = await server.run(['events', 'list', ...account, '--since', '2099-01-01T00:00:00Z']);
    expect(future).toMatchObject({ exitCode: 0, out: '', err: expect.stringContaining('No such event') });
  });

  it('show control characters of a name, and never obey them', async () => {
    await server.get('accounts', 'create', 'right\u202eleft', '--id', 'rtl');
    const { out } = await server.run(['accounts', 'list']);
    expect(out).toContain('right\\u202eleft');
  });

  it('of the audit log say who did what', async () => {
    const { out } = await run('audit', 'list', '--act', 'account.created');
    expect(out).toMatch(
      /^AGE +ACTOR +ACT +OBJECT +FROM +REASON\n.* s +admin key +account\.created +acme +127\.0\.0\.1 +-\n$/,
    );
  });
});

describe('API keys', () => {
  it('are created for one account into a private file, work, and are refused once revoked', async () => {
    const file = join(server.folder, 'billing-key.txt');
    const args = ['api-keys', 'create', 'billing', '--permission', 'events:publish', '--out', file];
    const created = await run(...args);
    expect(created).toMatchObject({ exitCode: 0, out: '' });
    expect(created.err).toContain('may events:publish for acme');
    const id = /key_\w+/.exec(created.err)?.[0] ?? '';

    const publish = () =>
      runCli([
        '--url',
        server.url,
        '--key',
        `@${file}`,
        'events',
        'publish',
        'a.b',
        '--data',
        '1',
        '-a',
        'acme',
      ]);
    expect(await publish()).toMatchObject({ exitCode: 0 });
    const forbidden = await runCli([
      '--url',
      server.url,
      '--key',
      `@${file}`,
      'endpoints',
      'list',
      '-a',
      'acme',
    ]);
    expect(forbidden).toMatchObject({ exitCode: 4, err: expect.stringMatching(/^✖ forbidden /) });
    // Another account's things are not there at all.
    const foreign = await runCli([
      '--url',
      server.url,
      '--key',
      `@${file}`,
      'events',
      'publish',
      'a.b',
      '--data',
      '1',
      '-a',
      'beta',
    ]);
    expect(foreign).toMatchObject({ exitCode: 3, err: expect.stringMatching(/^✖ not_found /) });

    expect(await server.run(['api-keys', 'revoke', id, '--yes'])).toMatchObject({ exitCode: 0 });
    expect((await run('api-keys', 'list')).out).toMatch(/billing +acme +revoked/);
    expect(await publish()).toMatchObject({ exitCode: 4, err: expect.stringMatching(/^✖ unauthenticated /) });
  });

  it('reach every account only when that is said', async () => {
    const args = ['api-keys', 'create', 'ops', '--permission', 'system:read', '--json'];
    expect(await server.run(args)).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('No account is named'),
    });
    const created = await server.run([...args, '--every-account']);
    expect(created.json()).toMatchObject([{ account_id: null, api_key: expect.stringMatching(/^kt_/) }]);
  });
});
