import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApp } from './test-app.ts';

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', host: 'keyturn.example' };
const ANY = { accept: '*/*', host: 'keyturn.example' };
const SCRIPT = `export const words = ${JSON.stringify('all the words there are '.repeat(200))};\n`;
const PAGE =
  '<!doctype html><meta nonce="%KEYTURN_STYLE_NONCE%"><script src="/assets/main-Ab3_x-9Z.js"></script>';

let folder: string;
let app: TestApp;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-dashboard-'));
  app = await TestApp.open({
    deps: ({ config }) => ({ config: { ...config, dashboardFolder: join(folder, 'dist') } }),
  });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

function build(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, 'dist', path)), { recursive: true });
    writeFileSync(join(folder, 'dist', path), text);
  }
}

async function ask(method: 'GET' | 'HEAD', url: string, headers: Readonly<Record<string, string>>) {
  const answer = await app.http.inject({ method, url, headers });
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: answer.payload,
    bytes: answer.rawPayload,
  };
}

describe('a dashboard that is not built', () => {
  it('says so, and how to build it', async () => {
    const page = await ask('GET', '/', HTML);
    expect(page.status).toBe(503);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.text).toContain('The dashboard is not built');
    expect(page.headers['content-security-policy']).toContain("default-src 'self'");
  });
});

describe('the built dashboard', () => {
  beforeAll(() =>
    build({
      'index.html': PAGE,
      'theme.js': 'document.title;',
      'favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
      'assets/main-Ab3_x-9Z.js': SCRIPT,
      'assets/dynamic.js': 'unhashed;',
    }),
  );

  it('is one page for every path that is not the API’s', async () => {
    for (const path of [
      '/',
      '/start',
      '/accounts/acme/webhook',
      '/v1x',
      '/setup-guide',
      '/a%20b?c=/v1',
      '/index.html',
    ]) {
      const page = await ask('GET', path, HTML);
      expect([path, page.status, page.headers['content-type']]).toEqual([
        path,
        200,
        'text/html; charset=utf-8',
      ]);
      expect(page.headers['cache-control']).toBe('no-store');
      expect(page.text).toContain('<!doctype html><meta nonce="');
    }
    expect((await ask('HEAD', '/start', HTML)).status).toBe(200);
  });

  it('has exactly this policy, with a nonce that is new each time', async () => {
    const nonces = new Set<string>();
    for (let n = 0; n < 3; n++) {
      const page = await ask('GET', '/', HTML);
      const [, nonce = ''] = /<meta nonce="([^"]+)">/.exec(page.text) ?? [];
      expect(nonce).toMatch(/^[A-Za-z0-9+/]{24}$/);
      expect(page.headers['content-security-policy']).toBe(
        `default-src 'self'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'`,
      );
      expect(page.headers['x-content-type-options']).toBe('nosniff');
      expect(page.headers['referrer-policy']).toBe('no-referrer');
      expect(page.headers['strict-transport-security']).toBe('max-age=31536000');
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(3);
  });

  it('asks for plain connections to be given up only where it is reached by https', async () => {
    const plain = await TestApp.open({
      deps: ({ config }) => ({
        config: { ...config, publicUrl: 'http://localhost:8080', dashboardFolder: join(folder, 'dist') },
      }),
    });
    const answer = await plain.http.inject({ url: '/', headers: { ...HTML, host: 'localhost:8080' } });
    await plain.close();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['strict-transport-security']).toBeUndefined();
  });

  it('keeps files whose name changes with their content for good, and asks again for others', async () => {
    const script = await ask('GET', '/assets/main-Ab3_x-9Z.js', ANY);
    expect(script.text).toBe(SCRIPT);
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    for (const path of ['/theme.js', '/favicon.svg', '/assets/dynamic.js']) {
      const first = await ask('GET', path, ANY);
      expect(first.headers['cache-control']).toBe('no-cache');
      const again = await ask('GET', path, { ...ANY, 'if-none-match': String(first.headers.etag) });
      expect([again.status, again.text]).toEqual([304, '']);
    }
  });

  it('goes out compressed where that is taken and gains something', async () => {
    const script = await ask('GET', '/assets/main-Ab3_x-9Z.js', { ...ANY, 'accept-encoding': 'br, gzip' });
    expect(script.headers['content-encoding']).toBe('gzip');
    expect(script.headers.vary).toBe('accept-encoding');
    expect(script.bytes.length).toBeLessThan(SCRIPT.length / 10);
    expect(gunzipSync(script.bytes).toString()).toBe(SCRIPT);
    for (const encoding of ['identity', 'br', 'gzip;q=0', 'gzipped']) {
      const plain = await ask('GET', '/assets/main-Ab3_x-9Z.js', { ...ANY, 'accept-encoding': encoding });
      expect([encoding, plain.headers['content-encoding'], plain.text]).toEqual([
        encoding,
        undefined,
        SCRIPT,
      ]);
    }
    const small = await ask('GET', '/theme.js', { ...ANY, 'accept-encoding': 'gzip' });
    expect(small.headers['content-encoding']).toBeUndefined();
  });

  it('leaves the API’s paths to the API, whatever is accepted', async () => {
    for (const path of [
      '/v1/nothing',
      '/docs/nothing',
      '/session/nothing',
      '/setup',
      '/openapi.json/x',
      '/metrics/x',
    ]) {
      const answer = await ask('GET', path, HTML);
      expect([path, answer.headers['content-type']]).toEqual([
        path,
        'application/problem+json; charset=utf-8',
      ]);
      expect([404, 405]).toContain(answer.status);
    }
    expect((await ask('GET', '/healthz', HTML)).text).toContain('ok');
  });

  it('is no page for what does not ask for one', async () => {
    for (const path of ['/assets/gone-12345678.js', '/favicon.ico']) {
      const answer = await ask('GET', path, ANY);
      expect([answer.status, answer.headers['content-type']]).toEqual([
        404,
        'application/problem+json; charset=utf-8',
      ]);
    }
    const posted = await app.http.inject({ method: 'POST', url: '/start', headers: HTML });
    expect(posted.statusCode).toBe(404);
  });

  it('gives nothing outside its folder', async () => {
    writeFileSync(join(folder, 'admin-key'), 'the admin key');
    const tries = [
      '/../admin-key',
      '/..%2fadmin-key',
      '/assets/..%2f..%2fadmin-key',
      '/%2e%2e/admin-key',
      '/..\\admin-key',
    ];
    for (const path of tries) {
      const answer = await ask('GET', path, ANY);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.text).not.toContain('the admin key');
    }
  });

  it('is not shown under a name that somebody made lead here', async () => {
    const answer = await ask('GET', '/', { ...HTML, host: 'rebound.example' });
    expect(answer.status).toBe(421);
    expect(JSON.parse(answer.text).code).toBe('host_not_allowed');
  });

  it('is the new one after it was built anew, without a restart', async () => {
    build({ 'index.html': `${PAGE}<p>new</p>`, 'assets/more-Zz345678.js': 'more;' });
    utimesSync(join(folder, 'dist/index.html'), new Date(), new Date(Date.now() + 5_000));
    expect((await ask('GET', '/', HTML)).text).toContain('<p>new</p>');
    expect((await ask('GET', '/assets/more-Zz345678.js', ANY)).text).toBe('more;');
  });
});
