import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Config, configurationTable, readConfig } from './config.ts';
import { configurationMarkdown } from './configuration-markdown.ts';

const masterKeys = `mk-1:${Buffer.alloc(32, 7).toString('base64')}`;
const adminKey = 'a'.repeat(32);

function configOf(env: Record<string, string>): Config {
  const config = readConfig(env);
  if (!config.ok) throw new Error(config.error.map(({ sentence }) => sentence).join(' '));
  return config.value;
}

function sentenceOf(env: Record<string, string>): string {
  const config = readConfig(env);
  if (config.ok) throw new Error('it was accepted');
  return config.error.map(({ sentence }) => sentence).join('\n');
}

describe('the configuration', () => {
  it('serves on loopback with an embedded database when nothing is set', () => {
    expect(configOf({})).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      dialect: 'sqlite',
      dataDir: resolve('data'),
      allowHttp: false,
      allowTargets: { networks: [], names: [], suffixes: [] },
      trustProxy: [],
      publicUrl: undefined,
      adminKey: undefined,
      masterKeys: undefined,
      logLevel: 'info',
      warnings: [],
    });
    expect(configOf({}).databaseUrl.reveal()).toBe('sqlite:./data/keyturn.db');
  });

  it('takes an empty variable for one that is not set', () => {
    expect(configOf({ KEYTURN_PORT: '', DATABASE_URL: '', KEYTURN_ADMIN_KEY: '' })).toEqual(configOf({}));
  });

  it.each<[string, Record<string, string>, Partial<Config>]>([
    ['a port', { KEYTURN_PORT: '65535' }, { port: 65_535 }],
    ['a free port', { KEYTURN_PORT: '0' }, { port: 0 }],
    ['every interface', { KEYTURN_HOST: '::' }, { host: '::' }],
    [
      'the folder of the database file',
      { DATABASE_URL: 'sqlite:/var/lib/kt/db' },
      { dataDir: '/var/lib/kt' },
    ],
    ['a file with three slashes', { DATABASE_URL: 'sqlite:///var/lib/kt/db' }, { dataDir: '/var/lib/kt' }],
    ['another folder', { KEYTURN_DATA_DIR: '/keys' }, { dataDir: '/keys' }],
    ['http', { KEYTURN_ALLOW_HTTP: 'true' }, { allowHttp: true }],
    [
      'a public URL without its slash',
      { KEYTURN_PUBLIC_URL: 'https://k.example/in/' },
      { publicUrl: 'https://k.example/in' },
    ],
    ['proxies', { KEYTURN_TRUST_PROXY: '10.0.0.1, fd00::/8' }, { trustProxy: ['10.0.0.1', 'fd00::/8'] }],
    ['no proxies', { KEYTURN_TRUST_PROXY: 'none' }, { trustProxy: [] }],
    ['no egress proxy', { KEYTURN_EGRESS_PROXY: 'none' }, {}],
    ['the one role', { KEYTURN_ROLE: 'all' }, {}],
    ['a log level', { KEYTURN_LOG_LEVEL: 'silent' }, { logLevel: 'silent' }],
  ])('reads %s', (_, env, expected) => {
    expect(configOf(env)).toMatchObject(expected);
  });

  it('reads allowed targets', () => {
    const { allowTargets } = configOf({
      KEYTURN_ALLOW_TARGETS: '10.0.0.0/8, hooks.internal *.example.internal',
    });
    expect(allowTargets.networks).toHaveLength(1);
    expect(allowTargets.names).toEqual(['hooks.internal']);
    expect(allowTargets.suffixes).toEqual(['.example.internal']);
  });

  it('puts keys of PostgreSQL nodes into the environment, since nodes share no folder', () => {
    const DATABASE_URL = 'postgres://keyturn:pw@db/keyturn';
    const sentences = sentenceOf({ DATABASE_URL });
    expect(sentences).toMatch(/KEYTURN_ADMIN_KEY must be set on PostgreSQL/);
    expect(sentences).toMatch(/KEYTURN_MASTER_KEYS must be set on PostgreSQL/);
    const config = configOf({ DATABASE_URL, KEYTURN_ADMIN_KEY: adminKey, KEYTURN_MASTER_KEYS: masterKeys });
    expect(config).toMatchObject({ dialect: 'postgres', dataDir: resolve('data') });
  });

  it.each<[string, string, RegExp]>([
    ['KEYTURN_PORT', 'http', /^KEYTURN_PORT must be a port from 1 to 65535/],
    ['KEYTURN_PORT', '65536', /it is "65536"/],
    ['KEYTURN_PORT', '-1', /must be a port/],
    ['KEYTURN_PORT', '80.5', /must be a port/],
    ['KEYTURN_PORT', ' 80', /must be a port/],
    ['KEYTURN_HOST', 'http://x', /^KEYTURN_HOST must be an address to listen on, such as 127.0.0.1/],
    ['DATABASE_URL', 'mysql://x', /^DATABASE_URL must begin with sqlite: or postgres:\/\//],
    ['DATABASE_URL', './data/keyturn.db', /^DATABASE_URL must begin with/],
    ['DATABASE_URL', 'sqlite:', /^DATABASE_URL must name a file after sqlite:/],
    ['DATABASE_URL', 'sqlite::memory:', /must name a file/],
    ['DATABASE_URL', 'sqlite:data/', /must name a file/],
    ['DATABASE_URL', 'sqlite://data/keyturn.db', /must name a file/],
    ['DATABASE_URL', 'postgres://', /^DATABASE_URL is no URL that can be read/],
    ['DATABASE_URL', 'postgres://u:p#w@h/d', /% codes for special characters/],
    ['KEYTURN_ADMIN_KEY', 'a'.repeat(31), /^KEYTURN_ADMIN_KEY must have 32 to 512 characters; it has 31/],
    ['KEYTURN_ADMIN_KEY', `${'a'.repeat(32)} b`, /visible ASCII/],
    ['KEYTURN_ADMIN_KEY', `${'a'.repeat(32)}é`, /visible ASCII/],
    [
      'KEYTURN_ALLOW_TARGETS',
      '10.0.0.0/33',
      /^KEYTURN_ALLOW_TARGETS holds an entry that cannot be read: "10.0.0.0\/33"/,
    ],
    ['KEYTURN_ALLOW_TARGETS', 'https://x', /"https:\/\/x"/],
    ['KEYTURN_ALLOW_HTTP', 'yes', /^KEYTURN_ALLOW_HTTP must be true or false; it is "yes"/],
    ['KEYTURN_EGRESS_PROXY', 'http://proxy:4750', /^KEYTURN_EGRESS_PROXY cannot be used in this version/],
    [
      'KEYTURN_PUBLIC_URL',
      'keyturn.example',
      /^KEYTURN_PUBLIC_URL must be a URL such as https:\/\/keyturn.example/,
    ],
    ['KEYTURN_PUBLIC_URL', 'https://u:p@keyturn.example', /without query or user name/],
    [
      'KEYTURN_TRUST_PROXY',
      'true',
      /^KEYTURN_TRUST_PROXY must list addresses or networks.*"true" is neither/,
    ],
    ['KEYTURN_TRUST_PROXY', '10.0.0.0/40', /"10.0.0.0\/40" is neither/],
    ['KEYTURN_ROLE', 'worker', /^KEYTURN_ROLE must be all/],
    ['KEYTURN_LOG_LEVEL', 'verbose', /^KEYTURN_LOG_LEVEL must be one of fatal, error/],
    ['KEYTURN_DATA_DIR', 'a\0b', /^KEYTURN_DATA_DIR holds a NUL/],
  ])('refuses %s=%j with a sentence that mends it', (variable, text, sentence) => {
    expect(sentenceOf({ [variable]: text })).toMatch(sentence);
  });

  it('names all that is wrong at once', () => {
    const config = readConfig({ KEYTURN_PORT: 'x', KEYTURN_HOST: '/', KEYTURN_LOG_LEVEL: 'x' });
    expect(config.ok ? [] : config.error.map(({ variable }) => variable)).toEqual([
      'KEYTURN_PORT',
      'KEYTURN_HOST',
      'KEYTURN_LOG_LEVEL',
    ]);
  });

  it('never repeats what may hold a secret', () => {
    const said = [
      sentenceOf({ DATABASE_URL: 'postgres://keyturn:hunter2@h h/d' }),
      sentenceOf({ DATABASE_URL: 'mysql://keyturn:hunter2@h/d' }),
      sentenceOf({ KEYTURN_ADMIN_KEY: 'hunter2' }),
      sentenceOf({ KEYTURN_ADMIN_KEY: `hunter2 ${'x'.repeat(40)}` }),
      sentenceOf({ KEYTURN_EGRESS_PROXY: 'http://u:hunter2@proxy:1' }),
      JSON.stringify(configOf({ KEYTURN_ADMIN_KEY: `hunter2${adminKey}`, KEYTURN_MASTER_KEYS: 'hunter2' })),
    ];
    expect(said.join('\n')).not.toContain('hunter2');
  });

  it('warns of variables that it does not know, but not of those of the client or of others', () => {
    const { warnings } = configOf({
      KEYTURN_PROT: '1',
      KEYTURN_API_KEY: 'kt_x',
      KEYTURN_URL: 'x',
      PATH: '/bin',
    });
    expect(warnings).toEqual([expect.stringMatching(/^KEYTURN_PROT is no variable of this version/)]);
  });

  it('documents every variable that it reads', () => {
    const rows = configurationTable();
    expect(rows.map(({ variable }) => variable)).toEqual([
      'KEYTURN_PORT',
      'KEYTURN_HOST',
      'DATABASE_URL',
      'KEYTURN_DATA_DIR',
      'KEYTURN_ADMIN_KEY',
      'KEYTURN_MASTER_KEYS',
      'KEYTURN_ALLOW_TARGETS',
      'KEYTURN_ALLOW_HTTP',
      'KEYTURN_EGRESS_PROXY',
      'KEYTURN_PUBLIC_URL',
      'KEYTURN_TRUST_PROXY',
      'KEYTURN_ROLE',
      'KEYTURN_LOG_LEVEL',
    ]);
    for (const { otherwise, description } of rows) {
      expect(otherwise).not.toBe('undefined');
      expect(description).toMatch(/[A-Za-z].*\.$/);
    }
  });

  it('has a reference page that says what it is today', () => {
    const page = new URL('../../../docs/reference/configuration.md', import.meta.url);
    expect(readFileSync(page, 'utf8')).toBe(configurationMarkdown());
  });
});
