import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCustomHeader } from './custom-headers.ts';
import { HEADER_NAME_CHARACTERS_MAX, HEADER_VALUE_CHARACTERS_MAX } from './limits.ts';

function ruleOf(name: string, value = 'x') {
  const checked = checkCustomHeader(name, value);
  return checked.ok ? 'allowed' : checked.error.rule;
}

describe('a custom header', () => {
  it('is kept with its name in lower case', () => {
    const value = { name: 'x-team', value: 'blue, green; q=1' };
    expect(checkCustomHeader('X-Team', 'blue, green; q=1')).toEqual({ ok: true, value });
  });

  it.each(['x-environment', 'traceparent', 'accept', 'x-webhook-source', 'dateline', 'X_y', 'contents'])(
    'may be named %s',
    (name) => {
      expect(ruleOf(name)).toBe('allowed');
    },
  );

  it.each([
    'host',
    'Host',
    'HOST',
    'content-type',
    'Content-Length',
    'content-encoding',
    'connection',
    'keep-alive',
    'transfer-encoding',
    'te',
    'trailer',
    'upgrade',
    'expect',
    'date',
    'user-agent',
    'accept-encoding',
    'proxy-authorization',
    'webhook-id',
    'Webhook-Signature',
    'keyturn-key-id',
    'kore-signature',
    'authorization',
    'Cookie',
  ])('may not be named %s, which has its meaning already', (name) => {
    expect(ruleOf(name)).toBe('name_reserved');
  });

  it.each([
    '',
    'a b',
    'a:',
    ':path',
    'a\n',
    'a\r\nb',
    'ä',
    'a\u0000',
    'host ',
    'x'.repeat(HEADER_NAME_CHARACTERS_MAX + 1),
  ])('may not be named %j, which is no name', (name) => {
    expect(ruleOf(name)).toBe('name_invalid');
  });

  it.each([
    '',
    ' ',
    ' a',
    'a ',
    'a\tb',
    'a\n',
    'a\r\nhost: evil',
    'a\u0000',
    'a\u007f',
    'é',
    'a\u2028b',
    '\u{1F511}',
    '\ud800',
  ])('may not have the value %j', (value) => {
    expect(ruleOf('x-a', value)).toBe('value_invalid');
  });

  it('may have a value of a bounded length', () => {
    expect(ruleOf('x-a', 'x'.repeat(HEADER_VALUE_CHARACTERS_MAX))).toBe('allowed');
    expect(ruleOf('x-a', 'x'.repeat(HEADER_VALUE_CHARACTERS_MAX + 1))).toBe('value_too_long');
  });

  it('arrives as one header with this name and value, whatever was typed', async () => {
    const seen: IncomingMessage[] = [];
    const server = createServer((incoming, response) => {
      seen.push(incoming);
      response.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const name = fc.oneof(
      fc.stringMatching(/^[!#$%&'*+.^_`|~\dA-Za-z-]{1,20}$/),
      fc.string(),
      fc.constant('x-a'),
    );
    const value = fc.oneof(fc.string({ unit: 'binary-ascii' }), fc.string({ unit: 'grapheme' }));
    await fc.assert(
      fc.asyncProperty(name, value, async (typedName, typedValue) => {
        const checked = checkCustomHeader(typedName, typedValue);
        if (!checked.ok) return;
        const headers = { host: 'receiver.test', [checked.value.name]: checked.value.value };
        const sent = request({ port, host: '127.0.0.1', agent: false, headers }).end();
        const [response] = await once(sent, 'response');
        response.resume();
        await once(response, 'end');
        expect(seen.pop()?.rawHeaders).toEqual([
          'host',
          'receiver.test',
          checked.value.name,
          checked.value.value,
          'Connection',
          'close',
        ]);
      }),
      { numRuns: 300 },
    );
    server.close();
  });
});
