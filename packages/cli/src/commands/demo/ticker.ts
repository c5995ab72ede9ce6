import { cutToWidth, visible } from '../../output/table.ts';
import type { Terminal } from '../../terminal.ts';
import { describeTally, describeVerdict, NOTHING_YET, type Tally } from './tally.ts';

/** How often a plain log repeats itself while nothing changes but the counts. */
const PLAIN_LINE_MS = 10_000;

/** Shows the tally as it grows. */
export interface Ticker {
  show(tally: Tally): void;
  /** Says something of its own, above the line. */
  say(text: string): void;
  /** Leaves the last state standing. */
  end(): void;
}

/** One line, rewritten, where people look; elsewhere a line whenever something changed, and every ten seconds. */
export function makeTicker(terminal: Terminal, now: () => Date): Ticker {
  return terminal.isOutputTty ? makeRewrittenLine(terminal, now) : makePlainLines(terminal, now);
}

function makeRewrittenLine(terminal: Terminal, now: () => Date): Ticker {
  let line = '';
  const draw = (): void => terminal.out(`\r\u001b[2K${line}`);
  return {
    show(tally) {
      // One cell is left free: a full line would wrap, and could not be taken back.
      line = cutToWidth(`  ${timeOf(now())}  ${visible(describeTally(tally))}`, terminal.columns - 1);
      draw();
    },
    say(text) {
      terminal.out(`\r\u001b[2K  ${timeOf(now())}  ${visible(text)}\n`);
      draw();
    },
    end: () => terminal.out('\n'),
  };
}

function makePlainLines(terminal: Terminal, now: () => Date): Ticker {
  let current = NOTHING_YET;
  let shown = NOTHING_YET;
  let shownAt = Number.NEGATIVE_INFINITY;
  const write = (text: string): void => terminal.out(`${timeOf(now())}  ${visible(text)}\n`);
  const writeTally = (): void => {
    write(describeTally(current));
    shown = current;
    shownAt = now().getTime();
  };
  return {
    show(tally) {
      current = tally;
      const hasChanged = describeVerdict(tally.last) !== describeVerdict(shown.last);
      if (hasChanged || now().getTime() - shownAt >= PLAIN_LINE_MS) writeTally();
    },
    say: write,
    end() {
      if (current !== shown) writeTally();
    },
  };
}

/** Local time of day: what the clock on the wall shows. */
function timeOf(at: Date): string {
  return at.toTimeString().slice(0, 8);
}
