import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkEndpointUrl } from './endpoint-url.ts';
import { URL_CHARACTERS_MAX } from './limits.ts';
import { parseAllowTargets } from './target-policy.ts';

function check(typed: string, { allow = '', allowHttp = false } = {}) {
  const allowTargets = parseAllowTargets(allow);
  if (!allowTargets.ok) throw new Error(allowTargets.error);
  return checkEndpointUrl(typed, { allowTargets: allowTargets.value, allowHttp });
}

function ruleOf(typed: string, options = {}) {
  const checked = check(typed, options);
  return checked.ok ? 'allowed' : checked.error.rule;
}

describe('the URL of an endpoint', () => {
  it('is read once, by the parser that clients use', () => {
    const typed = 'https://Hooks.Example.com:8443/a/../in?x=1#part';
    expect(check(typed)).toEqual({
      ok: true,
      value: {
        typed,
        origin: 'https://hooks.example.com:8443',
        scheme: 'https',
        hostname: 'hooks.example.com',
        port: 8443,
        path: '/in?x=1',
      },
    });
  });

  it('has the port of its scheme, a path of at least / and no brackets around its address', () => {
    expect(check('https://example.com')).toMatchObject({ value: { port: 443, path: '/' } });
    expect(check('http://example.com?a', { allowHttp: true })).toMatchObject({
      value: { port: 80, path: '/?a' },
    });
    expect(check('https://[2606:4700:4700::1111]/x')).toMatchObject({
      value: { hostname: '2606:4700:4700::1111', origin: 'https://[2606:4700:4700::1111]' },
    });
  });

  it.each([
    'https://example.com',
    'HTTPS://EXAMPLE.COM/',
    'https://example.com/a%20b?c=%0A#d',
    'https://example.com:443/',
    'https://example.com:1024/',
    'https://example.com:65535/',
    'https://münchen.example/ä',
    'https://8.8.8.8/',
    'https://receiver/',
    'https://my_service.example/',
    'https://example.com/a@b?c@d',
    `https://example.com/${'x'.repeat(URL_CHARACTERS_MAX - 20)}`,
  ])('may be %s', (typed) => {
    expect(ruleOf(typed)).toBe('allowed');
  });

  it.each([
    ['', 'syntax'],
    ['example.com/hooks', 'syntax'],
    ['//example.com', 'syntax'],
    ['https:example.com', 'syntax'],
    ['https:/example.com', 'syntax'],
    ['https:///example.com', 'host'],
    ['https://', 'host'],
    ['https://?a', 'host'],
    ['http://example.com', 'scheme'],
    ['ftp://example.com', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['javascript://example.com', 'scheme'],
    ['https://user:password@example.com', 'userinfo'],
    ['https://user@example.com', 'userinfo'],
    ['https://@example.com', 'userinfo'],
    ['https://example.com\\@evil.example', 'characters'],
    ['https:\\\\example.com', 'characters'],
    ['https://example.com/a b', 'characters'],
    [' https://example.com', 'characters'],
    ['https://example.com\n', 'characters'],
    ['https://exam\tple.com', 'characters'],
    ['https://example.com/\u0000', 'characters'],
    ['https://example.com/\u007f', 'characters'],
    ['https://example.com/\u0085', 'characters'],
    ['https://example.com/\u00a0', 'characters'],
    ['https://example.com/\u2028', 'characters'],
    ['https://example.com/\u202e', 'characters'],
    ['https://example.com/\ud800', 'characters'],
    ['https://exam\u00adple.com/', 'characters'],
    [`https://example.com/${'x'.repeat(URL_CHARACTERS_MAX - 19)}`, 'length'],
    ['https://example.com.', 'host'],
    ['https://example..com', 'host'],
    ['https://.example.com', 'host'],
    ['https://exa$mple.com', 'host'],
    ['https://ex%61mple.com', 'host'],
    [`https://${'a'.repeat(64)}.com`, 'host'],
    [`https://${'a.'.repeat(127)}com`, 'host'],
    ['https://[::1', 'syntax'],
    ['https://[fe80::1%25eth0]/', 'host'],
    ['https://256.256.256.256/', 'syntax'],
    ['https://example.com:99999/', 'syntax'],
    ['https://example.com:0/', 'port'],
    ['https://example.com:22/', 'port'],
    ['https://example.com:25/', 'port'],
    ['https://example.com:80/', 'port'],
    ['https://example.com:1023/', 'port'],
    ['https://example.com:2049/', 'port'],
    ['https://example.com:6000/', 'port'],
    ['https://example.com:6667/', 'port'],
    ['https://example.com:10080/', 'port'],
  ])('may not be %j (%s)', (typed, rule) => {
    expect(ruleOf(typed)).toBe(rule);
  });

  it.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://017700000001/',
    'https://①②⑦.0.0.1/',
    'https://127。0。0。1/',
    'https://127．0．0．1/',
    'https://127.0.0.1./',
    'https://0/',
    'https://[::1]/',
    'https://[0:0:0:0:0:0:0:1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[64:ff9b::127.0.0.1]/',
    'https://localhost/',
    'https://LOCALHOST:8443/',
    'https://api.localhost/',
    'https://ⓛocalhost/',
  ])('may not lead to this machine: %s', (typed) => {
    expect(check(typed)).toMatchObject({
      ok: false,
      error: { rule: 'loopback', setting: 'KEYTURN_ALLOW_TARGETS' },
    });
  });

  it.each([
    ['https://localhost./', 'host'],
    ['https://[::7f00:1]/', 'reserved'],
    ['https://[::ffff:0:7f00:1]/', 'reserved'],
    ['https://[2002:7f00:1::]/', 'reserved'],
    ['https://10.0.0.1/', 'private'],
    ['https://[fd00::1]/', 'private'],
    ['https://0251.0376.0251.0376/', 'metadata'],
    ['https://0xa9fea9fe/', 'metadata'],
    ['https://2852039166/', 'metadata'],
    ['https://[::ffff:a9fe:a9fe]/', 'metadata'],
    ['https://[fd00:ec2::254]/', 'metadata'],
    ['https://168.63.129.16/', 'metadata'],
  ])('may not lead inside: %s (%s)', (typed, rule) => {
    expect(ruleOf(typed)).toBe(rule);
  });

  it('may lead to metadata under no setting, and says so', () => {
    const options = { allow: '0.0.0.0/0, ::/0, 169.254.169.254', allowHttp: true };
    const checked = check('http://169.254.169.254/latest/', options);
    expect(checked).toMatchObject({ ok: false, error: { rule: 'metadata' } });
    expect(checked.ok || checked.error).not.toHaveProperty('setting');
    expect(checked.ok || checked.error.detail).toContain('no setting allows it');
  });

  it.each([
    ['https://10.0.0.1/', '10.0.0.0/8'],
    ['https://127.1:8443/', '127.0.0.0/8'],
    ['https://localhost:8443/', '127.0.0.0/8'],
    ['https://localhost:8443/', '::1'],
    ['https://localhost:8443/', 'localhost'],
    ['https://a.localhost:8443/', '*.localhost'],
  ])('may be %s when %s is allowed', (typed, allow) => {
    expect(ruleOf(typed)).not.toBe('allowed');
    expect(ruleOf(typed, { allow })).toBe('allowed');
  });

  it('may use HTTP and port 80 where the operator allows HTTP, and says which setting that is', () => {
    expect(ruleOf('http://example.com/', { allowHttp: true })).toBe('allowed');
    expect(ruleOf('https://example.com:80/', { allowHttp: true })).toBe('allowed');
    expect(ruleOf('http://example.com:81/', { allowHttp: true })).toBe('port');
    for (const typed of ['http://example.com/', 'https://example.com:80/']) {
      expect(check(typed)).toMatchObject({ error: { setting: 'KEYTURN_ALLOW_HTTP' } });
    }
  });

  it('is judged the same when its own normal form is typed', () => {
    const host = fc.oneof(
      fc.domain(),
      fc.ipV4Extended(),
      fc.ipV6().map((text) => `[${text}]`),
      fc.string(),
    );
    const url = fc.oneof(
      fc
        .tuple(host, fc.nat(70_000), fc.string())
        .map(([name, port, path]) => `https://${name}:${port}/${path}`),
      fc.webUrl({ validSchemes: ['https'], withFragments: true, withQueryParameters: true }),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(url, (typed) => {
        const checked = check(typed);
        if (!checked.ok) return;
        const { origin, path, hostname, port } = checked.value;
        const again = new URL(origin + path);
        expect(again.hostname.replace(/^\[|\]$/g, '')).toBe(hostname);
        expect(Number(again.port || 443)).toBe(port);
        expect(again.pathname + again.search).toBe(path);
        expect(again.username + again.password + again.hash).toBe('');
        expect(check(origin + path)).toMatchObject({ ok: true, value: { hostname, port, path } });
      }),
      { numRuns: 1000 },
    );
  });
});
