import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildDashboard, DASHBOARD_BUILD, hasDashboardSources, isDashboardBuilt } from './build-dashboard.ts';

/** In the published package it lies beside the program, built. */
const PUBLISHED = join(import.meta.dirname, 'dashboard');
const TIMER_MS = 1_000;

/** The ways to a built dashboard; tests give their own. */
export interface DashboardPlace {
  readonly published: string;
  readonly build: string;
  hasSources(): boolean;
  isBuilt(): boolean;
  /** Rejects with a sentence that says why it does not build. */
  makeBuild(): Promise<void>;
}

const HERE: DashboardPlace = {
  published: PUBLISHED,
  build: DASHBOARD_BUILD,
  hasSources: hasDashboardSources,
  isBuilt: isDashboardBuilt,
  makeBuild: buildDashboard,
};

/** Where the line about the build goes. */
export interface BuildLine {
  write(text: string): void;
  /** `terminal`: the line is rewritten while the build runs; `log`: it is written once. */
  readonly place: 'terminal' | 'log';
}

/**
 * The folder of the built dashboard; in a repository it is built first when it is missing or older than its sources, with one line that says
 * how long that takes. Without a build the folder holds nothing, and the line says why: the service does its work all the same.
 */
export async function haveDashboard(line: BuildLine, place = HERE): Promise<string | undefined> {
  if (existsSync(join(place.published, 'index.html'))) return place.published;
  if (!place.hasSources()) return undefined;
  if (place.isBuilt()) return place.build;
  const startedAt = performance.now();
  const show = (): void => {
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    line.write(`${line.place === 'terminal' ? '\r\u001b[2K' : ''}  building the dashboard … ${seconds} s`);
  };
  const timer = line.place === 'terminal' ? setInterval(show, TIMER_MS) : undefined;
  try {
    if (line.place === 'terminal') show();
    await place.makeBuild();
    show();
    line.write('\n');
  } catch (error) {
    show();
    const reason = error instanceof Error ? error.message : String(error);
    line.write(
      `\n  It could not be built, so there is none; everything else works. ${reason}\n  Build it with: npm run build:dashboard\n`,
    );
  } finally {
    clearInterval(timer);
  }
  return place.build;
}
