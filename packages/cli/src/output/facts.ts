import type { Context } from '../context.ts';
import { visible, widthOf } from './table.ts';

/** What one line says: a name, and a value; null and undefined show as `-`. */
export type Fact = readonly [name: string, value: string | number | null | undefined];

/** One resource: its facts for people, the API's object for programs. */
export function showFacts(context: Context, answer: object, facts: readonly Fact[]): void {
  if (context.options.json === true) {
    context.printJson(answer);
    return;
  }
  const width = Math.max(...facts.map(([name]) => widthOf(name)));
  for (const [name, value] of facts) {
    context.terminal.out(`${name.padEnd(width)}  ${visible(String(value ?? '-'))}\n`);
  }
}
