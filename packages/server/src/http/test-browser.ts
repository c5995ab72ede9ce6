/** A browser for tests, as far as sessions care: it keeps the cookie, and says from which page it asks. */
import type { FastifyInstance, InjectOptions } from 'fastify';
import type { TestAnswer } from './test-app.ts';

export const A_PASSWORD = 'correct horse battery staple';

export class TestBrowser {
  readonly #http: FastifyInstance;
  readonly #origin: string;
  /** `name=value`, as it goes out. */
  cookie: string | undefined;
  /** The last `Set-Cookie` that came. */
  setCookie: string | undefined;

  constructor(http: FastifyInstance, origin: string) {
    this.#http = http;
    this.#origin = origin;
  }

  /** Asks as the dashboard's own page does, unless `headers` say otherwise (undefined: without that header). */
  async call(
    method: string,
    url: string,
    body?: unknown,
    headers: Readonly<Record<string, string | undefined>> = {},
  ): Promise<TestAnswer> {
    const sent = {
      host: new URL(this.#origin).host,
      origin: this.#origin,
      cookie: this.cookie,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    };
    const response = await this.#http.inject({
      method: method as NonNullable<InjectOptions['method']>,
      url,
      headers: Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)),
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const set = response.headers['set-cookie'];
    if (typeof set === 'string') {
      this.setCookie = set;
      const pair = set.split(';')[0] ?? '';
      this.cookie = pair.endsWith('=') ? undefined : pair;
    }
    const isJson = /json/.test(String(response.headers['content-type'] ?? ''));
    return {
      status: response.statusCode,
      body: isJson ? response.json() : undefined,
      text: response.payload,
      headers: response.headers,
    };
  }

  /** Opens a sign-in link: trades its token for a session. */
  openLink(url: string): Promise<TestAnswer> {
    return this.call('POST', '/session/link', { token: tokenOf(url) });
  }

  signIn(email: string, password = A_PASSWORD): Promise<TestAnswer> {
    return this.call('POST', '/session', { email, password });
  }
}

/** The token in the fragment of a sign-in link. */
export function tokenOf(url: string): string {
  return new URL(url).hash.slice(1);
}
