/**
 * The configuration of a process, and the only reader of the environment. The schema below parses it, and documents it:
 * docs/reference/configuration.md is generated from `configurationTable()`.
 */
import { dirname, resolve } from 'node:path';
import { type AllowTargets, ok, type Result, refuse } from '@keyturn/core';
import { z } from 'zod';
import {
  readAdminKey,
  readAllowTargets,
  readBoolean,
  readDatabaseUrl,
  readEgressProxy,
  readHost,
  readLogLevel,
  readMasterKeys,
  readPath,
  readPort,
  readPublicUrl,
  readRole,
  readTrustProxy,
} from './config-values.ts';
import type { Sensitive } from './keyring/sensitive.ts';
import type { LogLevel } from './observe/log.ts';

/** What a process runs with. */
export interface Config {
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  readonly databaseUrl: Sensitive<string>;
  readonly dialect: 'sqlite' | 'postgres';
  /** Absent: read from the data folder, or made there. */
  readonly adminKey: Sensitive<string> | undefined;
  /** Absent: read from the data folder, or made there. */
  readonly masterKeys: Sensitive<string> | undefined;
  readonly allowTargets: AllowTargets;
  readonly allowHttp: boolean;
  /** Without a slash at its end; absent: made of the port. */
  readonly publicUrl: string | undefined;
  /** Addresses whose X-Forwarded-For is believed. */
  readonly trustProxy: readonly string[];
  /** Absolute. */
  readonly dataDir: string;
  readonly logLevel: LogLevel;
  /** What is odd and does not stop it: variables that this version does not know. */
  readonly warnings: readonly string[];
}

/** One fault of the environment: which variable, and a sentence that says what to write instead. Never a secret's text. */
export interface ConfigProblem {
  readonly variable: string;
  readonly sentence: string;
}

/** One line of the configuration reference. */
export interface ConfigurationRow {
  readonly variable: string;
  /** What it is when it is not set, for people. */
  readonly otherwise: string;
  readonly description: string;
}

interface VariableFacts extends Omit<ConfigurationRow, 'variable'> {
  readonly [key: string]: unknown;
}

/** A variable that `read` parses; unset, it is read as `fallback`, or stays undefined. */
function variable<T>(read: (text: string) => Result<T, string>, facts: VariableFacts) {
  const schema = z.string().transform((text, context): T => {
    const value = read(text);
    if (value.ok) return value.value;
    context.addIssue({ code: 'custom', message: value.error });
    return z.NEVER;
  });
  return schema.optional().meta(facts);
}

const environment = z.object({
  KEYTURN_PORT: variable(readPort, {
    otherwise: '8080',
    description: 'Port of the API, the dashboard and the metrics; 0 takes a free one.',
  }),
  KEYTURN_HOST: variable(readHost, {
    otherwise: '127.0.0.1',
    description: 'Address to listen on: 0.0.0.0 for every interface, behind a proxy that speaks TLS.',
  }),
  DATABASE_URL: variable(readDatabaseUrl, {
    otherwise: 'sqlite:./data/keyturn.db',
    description:
      'sqlite:<path> for the embedded database, postgres://user:password@host:port/database for PostgreSQL.',
  }),
  KEYTURN_DATA_DIR: variable(readPath, {
    otherwise: "the SQLite file's folder; ./data on PostgreSQL",
    description: 'Folder of the admin key and the master keys that are made at first start.',
  }),
  KEYTURN_ADMIN_KEY: variable(readAdminKey, {
    otherwise: 'made at first start, in <data folder>/admin-key',
    description:
      'Bearer key of the operator: 32 characters or more, without spaces. Must be given on PostgreSQL.',
  }),
  KEYTURN_MASTER_KEYS: variable(readMasterKeys, {
    otherwise: 'made at first start, in <data folder>/master-keys',
    description:
      'Master keys that seal the secrets, id:base64,... (32 random bytes each): the first one seals, all of them open. Must be given on PostgreSQL.',
  }),
  KEYTURN_ALLOW_TARGETS: variable(readAllowTargets, {
    otherwise: 'none',
    description:
      'Networks (10.0.0.0/8), addresses, host names and *.names that endpoints may have although they are not public. Metadata addresses are refused whatever is listed.',
  }),
  KEYTURN_ALLOW_HTTP: variable(readBoolean, {
    otherwise: 'false',
    description: 'Whether endpoints may have http:// URLs (true or false).',
  }),
  KEYTURN_EGRESS_PROXY: variable(readEgressProxy, {
    otherwise: 'none',
    description: 'Proxy that every delivery goes through. Not in this version: anything but none is refused.',
  }),
  KEYTURN_PUBLIC_URL: variable(readPublicUrl, {
    otherwise: 'http://localhost:<port>',
    description: 'Where people and programs reach this installation; used in links.',
  }),
  KEYTURN_TRUST_PROXY: variable(readTrustProxy, {
    otherwise: 'none',
    description: 'Addresses or networks of proxies whose X-Forwarded-For is believed.',
  }),
  KEYTURN_ROLE: variable(readRole, {
    otherwise: 'all',
    description: 'What this process does. This version knows all: one process serves a database.',
  }),
  KEYTURN_LOG_LEVEL: variable(readLogLevel, {
    otherwise: 'info',
    description: 'How much is logged: fatal, error, warn, info, debug, trace, silent.',
  }),
});

/** Variables of the command line's client, which a server may find in its environment. */
const CLIENT_VARIABLES: ReadonlySet<string> = new Set([
  'KEYTURN_URL',
  'KEYTURN_API_KEY',
  'KEYTURN_ACCOUNT',
  'KEYTURN_PROFILE',
  'KEYTURN_SECRET',
]);

/** Every variable with its meaning, in the order of the reference page. */
export function configurationTable(): readonly ConfigurationRow[] {
  return Object.entries(environment.shape).map(([name, schema]) => {
    const { otherwise, description } = schema.meta() ?? {};
    return { variable: name, otherwise: String(otherwise), description: String(description) };
  });
}

/** Reads the environment: everything that is wrong with it, or the configuration. An empty variable counts as unset. */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
): Result<Config, readonly ConfigProblem[]> {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, text]) => text !== undefined && text !== ''),
  );
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    return refuse(
      parsed.error.issues.map(({ path, message }) => {
        const name = String(path[0]);
        return { variable: name, sentence: `${name} ${message}` };
      }),
    );
  }
  const values = parsed.data;
  const database = values.DATABASE_URL ?? unwrap(readDatabaseUrl('sqlite:./data/keyturn.db'));
  const dataDir =
    values.KEYTURN_DATA_DIR ?? (database.path === undefined ? './data' : dirname(database.path));
  const problems = database.dialect === 'postgres' ? missingOnPostgres(values) : [];
  if (problems.length > 0) return refuse(problems);
  return ok({
    port: values.KEYTURN_PORT ?? 8080,
    host: values.KEYTURN_HOST ?? '127.0.0.1',
    databaseUrl: database.url,
    dialect: database.dialect,
    adminKey: values.KEYTURN_ADMIN_KEY,
    masterKeys: values.KEYTURN_MASTER_KEYS,
    allowTargets: values.KEYTURN_ALLOW_TARGETS ?? unwrap(readAllowTargets('')),
    allowHttp: values.KEYTURN_ALLOW_HTTP ?? false,
    publicUrl: values.KEYTURN_PUBLIC_URL,
    trustProxy: values.KEYTURN_TRUST_PROXY ?? [],
    dataDir: resolve(dataDir),
    logLevel: values.KEYTURN_LOG_LEVEL ?? 'info',
    warnings: unknownVariables(Object.keys(given)),
  });
}

/** Nodes share no folder, so what one of them would make there the others would lack. */
function missingOnPostgres(values: z.output<typeof environment>): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (values.KEYTURN_ADMIN_KEY === undefined) {
    const sentence =
      'KEYTURN_ADMIN_KEY must be set on PostgreSQL: any text of 32 characters or more (openssl rand -hex 32).';
    problems.push({ variable: 'KEYTURN_ADMIN_KEY', sentence });
  }
  if (values.KEYTURN_MASTER_KEYS === undefined) {
    const sentence =
      'KEYTURN_MASTER_KEYS must be set on PostgreSQL: id:base64 of 32 random bytes (echo "mk-1:$(openssl rand -base64 32)").';
    problems.push({ variable: 'KEYTURN_MASTER_KEYS', sentence });
  }
  return problems;
}

function unknownVariables(names: readonly string[]): readonly string[] {
  return names
    .filter(
      (name) => name.startsWith('KEYTURN_') && !(name in environment.shape) && !CLIENT_VARIABLES.has(name),
    )
    .map(
      (name) =>
        `${name} is no variable of this version and changes nothing; see docs/reference/configuration.md.`,
    );
}

function unwrap<T>(result: Result<T, string>): T {
  if (!result.ok) throw new Error(`invariant broken: a default does not parse: ${result.error}`);
  return result.value;
}
