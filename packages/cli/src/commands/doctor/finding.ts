/** One thing that the doctor looked at. */
export interface Finding {
  /** What was looked at, in a word or two. */
  readonly check: string;
  /** `warning`: it works, and could soon or elsewhere not. `failed`: it must be mended. */
  readonly status: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  /** What mends it. */
  readonly mend?: string;
}

/** All is well. */
export function fine(check: string, detail: string): Finding {
  return { check, status: 'ok', detail };
}

/** It works, but. */
export function warning(check: string, detail: string, mend: string): Finding {
  return { check, status: 'warning', detail, mend };
}

/** It must be mended. */
export function failed(check: string, detail: string, mend: string): Finding {
  return { check, status: 'failed', detail, mend };
}
