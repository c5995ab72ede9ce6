import { expect, it } from 'vitest';
import { parsePeakMemoryBytes, parseStatCpuUs, readCpuUse, readPeakMemoryBytes } from './process-figures.ts';

// proc_pid_stat(5): pid (comm) state ppid pgrp session tty tpgid flags minflt cminflt majflt cmajflt utime stime cutime ...
it('CPU time is user plus system time, in microseconds', () => {
  expect(parseStatCpuUs('7 (node) S 1 7 7 0 -1 4194304 100 200 3 4 150 27 900 800 20 0 11 0')).toBe(
    1_770_000,
  );
});

it('a process name with blanks and parentheses does not shift the fields', () => {
  expect(parseStatCpuUs('7 (node (a) b) S 1 7 7 0 -1 4194304 100 200 3 4 1 2 900 800 20 0 11 0')).toBe(
    30_000,
  );
});

it('text without CPU times is refused', () => {
  expect(() => parseStatCpuUs('7 (node) S')).toThrow('no CPU times');
});

it('peak memory is VmHWM, not VmRSS', () => {
  const status = 'Name:\tnode\nVmPeak:\t  900 kB\nVmHWM:\t  300 kB\nVmRSS:\t  200 kB\n';
  expect(parsePeakMemoryBytes(status)).toBe(307_200);
  expect(() => parsePeakMemoryBytes('Name:\tnode\n')).toThrow('no VmHWM');
});

it('the figures of this very process are plausible', () => {
  const { totalUs, mainThreadUs } = readCpuUse(process.pid);
  expect(totalUs).toBeGreaterThan(0);
  expect(mainThreadUs).toBeLessThanOrEqual(totalUs);
  expect(readPeakMemoryBytes(process.pid)).toBeGreaterThan(10_000_000);
});
