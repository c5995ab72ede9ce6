import { StoreError } from '../../store-error.ts';

/** A database as it is connected to, and as people may read it. */
export interface PostgresUrl {
  /** Holds the password: for the driver alone. */
  readonly connectionString: string;
  /** `host:port/database`, for messages. */
  readonly label: string;
}

/** Parses `postgres://user:password@host:5432/database`. Throws StoreError `bad_url`; nothing of a URL that cannot be read is repeated. */
export function parsePostgresUrl(text: string): PostgresUrl {
  // URL.parse, since the error of `new URL` carries the text along.
  const url = URL.parse(text);
  const database = url?.pathname.slice(1) ?? '';
  if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol) || database === '') {
    throw new StoreError(
      'bad_url',
      'The database URL cannot be read: write postgres://user:password@host:5432/database, with every special character of the password percent-encoded.',
    );
  }
  return {
    connectionString: text,
    label: `${url.hostname || 'localhost'}:${url.port || '5432'}/${database}`,
  };
}
