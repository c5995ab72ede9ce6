import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type DashboardPlace, haveDashboard } from './have-dashboard.ts';

const folder = mkdtempSync(join(tmpdir(), 'keyturn-dashboard-place-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A repository whose dashboard is not built, unless told otherwise. */
async function have(change: Partial<DashboardPlace>, kind: 'terminal' | 'log' = 'log') {
  let said = '';
  const place: DashboardPlace = {
    published: join(folder, 'nothing'),
    build: '/repository/dist',
    hasSources: () => true,
    isBuilt: () => false,
    makeBuild: async () => {},
    ...change,
  };
  const write = (text: string): void => {
    said += text;
  };
  return {
    given: await haveDashboard({ write, place: kind }, place),
    said: said.replaceAll(/\d+ s/g, 'N s'),
  };
}

const neverBuilt = {
  makeBuild: async () => {
    throw new Error('it was built');
  },
};

describe('the dashboard of a process', () => {
  it('is built first when there is none, with one line', async () => {
    expect(await have({})).toEqual({
      given: '/repository/dist',
      said: '  building the dashboard … N s\n',
    });
    expect((await have({}, 'terminal')).said).toBe(
      '\r\u001b[2K  building the dashboard … N s\r\u001b[2K  building the dashboard … N s\n',
    );
  });

  it('is taken as it is when it is built, or lies beside the published program', async () => {
    expect(await have({ ...neverBuilt, isBuilt: () => true })).toEqual({
      given: '/repository/dist',
      said: '',
    });
    writeFileSync(join(folder, 'index.html'), '<!doctype html>');
    expect(await have({ ...neverBuilt, published: folder })).toEqual({ given: folder, said: '' });
    expect(await have({ ...neverBuilt, hasSources: () => false })).toEqual({ given: undefined, said: '' });
  });

  it('that does not build is said, and holds up nothing', async () => {
    const { given, said } = await have({
      makeBuild: async () => {
        throw new Error('vite ended with 1: no such file.');
      },
    });
    expect(given).toBe('/repository/dist');
    expect(said).toContain('could not be built, so there is none; everything else works. vite ended with 1');
    expect(said).toContain('npm run build:dashboard');
  });
});
