import { existsSync, statSync } from 'node:fs';
import { type Finding, failed, fine, warning } from './finding.ts';

/** The oldest Node that runs the sources as they are. */
const NODE_MAJOR_MIN = 24;
/** No Keyturn is older: a clock before it was never set. */
const CLOCK_MS_MIN = Date.UTC(2026, 0, 1);
/** A file's time and the clock are read one after the other, and some file systems round up. */
const CLOCK_SLACK_MS = 2_000;

/** Whether this Node runs Keyturn. */
export function checkNode(version: string): Finding {
  const major = Number.parseInt(version, 10);
  if (major >= NODE_MAJOR_MIN) return fine('node', `Node ${version}`);
  return failed(
    'node',
    `Node ${version}; Keyturn needs ${NODE_MAJOR_MIN} or newer.`,
    'run it through npm (npm run serve), which brings its own',
  );
}

/** Whether the clock can be right. Receivers refuse a signature whose time is five minutes off. */
export function checkClock(nowMs: number, databasePath: string | undefined): Finding {
  const shown = new Date(nowMs).toISOString();
  if (nowMs < CLOCK_MS_MIN)
    return failed('clock', `The clock says ${shown}.`, 'set it (timedatectl set-ntp true)');
  const writtenMs = databasePath === undefined ? undefined : lastWrittenMs(databasePath);
  if (writtenMs !== undefined && writtenMs > nowMs + CLOCK_SLACK_MS) {
    return warning(
      'clock',
      `The database was written at ${new Date(writtenMs).toISOString()}, which the clock (${shown}) has not reached: it was set back, or was ahead.`,
      'compare it with another clock; receivers refuse signatures that are 300 s off',
    );
  }
  return fine('clock', `${shown}, not behind what was written last`);
}

function lastWrittenMs(path: string): number | undefined {
  const times = [path, `${path}-wal`]
    .filter((each) => existsSync(each))
    .map((each) => statSync(each).mtimeMs);
  return times.length === 0 ? undefined : Math.max(...times);
}
