/** The built dashboard in memory: its files by path, read once for each build, compressed once each when a browser asks. */

import { hash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { COMPRESSED_BYTES_MIN, DASHBOARD_FILE_BYTES_MAX, DASHBOARD_FILES_MAX } from '@keyturn/core';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** One file of the dashboard. */
export interface DashboardFile {
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly etag: string;
  /** Whether its name changes with its content: such a file is never asked for again. */
  readonly isHashed: boolean;
  /** Compressed, made at the first call; undefined when that gains nothing. */
  gzipped(): Promise<Buffer | undefined>;
}

/** One build of the dashboard. */
export interface DashboardBuild {
  /** Its page, with the placeholder of the nonce. */
  readonly index: string;
  /** All other files, by their path in URLs. */
  readonly files: ReadonlyMap<string, DashboardFile>;
}

/** Gives the build that is in the folder now; undefined when there is none. */
export type FindBuild = () => Promise<DashboardBuild | undefined>;

/** Watches a folder for builds: what it holds is read again when its page was written anew. */
export function makeFindBuild(folder: string): FindBuild {
  let reading: { readonly writtenAtMs: number; readonly build: Promise<DashboardBuild> } | undefined;
  return async () => {
    const page = await stat(join(folder, 'index.html')).catch(() => undefined);
    if (page === undefined) return undefined;
    if (reading?.writtenAtMs !== page.mtimeMs) {
      const build = readBuild(folder);
      reading = { writtenAtMs: page.mtimeMs, build };
      // A build that was half written is read again with the next request.
      build.catch(() => {
        reading = undefined;
      });
    }
    return reading.build;
  };
}

async function readBuild(folder: string): Promise<DashboardBuild> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  if (paths.length > DASHBOARD_FILES_MAX) {
    throw new Error(`${folder} holds ${paths.length} files: it is no built dashboard`);
  }
  const files = new Map<string, DashboardFile>();
  let index = '';
  for (const path of paths) {
    const bytes = await readFile(path);
    if (bytes.length > DASHBOARD_FILE_BYTES_MAX) throw new Error(`${path} is too large for a dashboard`);
    const urlPath = `/${relative(folder, path).split(sep).join('/')}`;
    if (urlPath === '/index.html') index = bytes.toString('utf8');
    else files.set(urlPath, fileOf(urlPath, bytes));
  }
  return { index, files };
}

function fileOf(path: string, bytes: Buffer): DashboardFile {
  const contentType = CONTENT_TYPES[extname(path)] ?? 'application/octet-stream';
  const isText = /^text\/|json|svg/.test(contentType);
  let gzipped: Promise<Buffer | undefined> | undefined;
  return {
    bytes,
    contentType,
    etag: `"${hash('sha256', bytes, 'base64url')}"`,
    isHashed: /^\/assets\/.+-[A-Za-z0-9_-]{8}\.[a-z0-9]+(\.map)?$/.test(path),
    gzipped() {
      if (!isText || bytes.length < COMPRESSED_BYTES_MIN) return Promise.resolve(undefined);
      gzipped ??= compress(bytes);
      return gzipped;
    },
  };
}

/** Level 9: once for each file and build. */
async function compress(bytes: Buffer): Promise<Buffer> {
  return promisify(gzip)(bytes, { level: 9 });
}
